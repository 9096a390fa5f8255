// Exercise 4.3, in all schedules: the note is the sleeper's again as soon as the word has changed.
// It may be gone then: here it lies on a page of its own, to which nobody has access any more.
#include <explored.hpp>

#include <note.hpp>

#include "hand.hpp"

using namespace rt;

static sync::World world;
static Note<"note">* note;
static bool back;
constexpr size_t kPage = 4096;

TEST_CASE("the note is gone") {
  void* page = mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  exercise::explored(
      world, "a thread sleeps on a note; as soon as it is back, it clears the note, and frees it",
      {.setup =
           [page] {
             exercise::hands_on(page, kPage);
             note = new (page) Note<"note">;
             back = false;
           },
       .threads =
           {{"sleeper",
             [page] {
               notesleep(note);
               noteclear(note);
               back = true;
               exercise::hands_off(
                   page, kPage, "whoever wakes a note leaves it alone after the word has changed",
                   "from then on the note is the sleeper's: it may have cleared it, sleep on "
                   "it anew, or have freed it. futexwakeup takes the address, and reads "
                   "nothing there");
             }},
            {"waker", [] { notewakeup(note); }}},
       .check = [] { sync::expect(back, "the sleeper did not come back"); }},
      "the sleeper comes back",
      {{"deadlock", "first the word changes, then the kernel is called"}});
}
