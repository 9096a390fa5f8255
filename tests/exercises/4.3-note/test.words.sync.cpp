// Exercise 4.3: whatever is done with a note, one after the other; and two rounds, in all
// schedules.
#include <explored.hpp>

#include <note.hpp>

using namespace rt;

// All ways to do six things: wake, sleep, clear. To sleep on a note that is not woken there has to
// be somebody who wakes it: that is left out.
TEST_CASE("any six things") {
  constexpr const char* kSays =
      "a note is woken from notewakeup until noteclear, however often it is slept on, cleared, and "
      "used anew; a second notewakeup in between ends the program";
  exercise::judge("a note is woken, slept on and cleared, in any order", [] {
    sync::fatal_hook = [](const char* text) { throw std::string(text); };
    sync::sleep_hook = [](const std::atomic<uint32_t>*) {
      exercise::expect(false, "notesleep returns at once", "it sleeps, and the note is woken",
                       kSays);
    };
    for (int all = 0; all < 729; all++) {
      Note<"note"> n;
      bool woken = false, over = false;
      std::string done;
      for (int i = 0, rest = all; i < 6 && !over; i++, rest /= 3) {
        bool twice = false;
        if (rest % 3 == 0) {
          done += ", wake";
          try {
            notewakeup(&n);
          } catch (const std::string&) {
            twice = true;
          }
          exercise::expect(
              twice == woken, woken ? "the last one ends the program" : "the note is woken",
              (twice ? "the last one ends the program: " : "nothing is said: ") + done.substr(2),
              kSays);
          over = twice, woken = true;
        } else if (rest % 3 == 1 && woken) {
          done += ", sleep";
          notesleep(&n);
        } else if (rest % 3 == 2) {
          done += ", clear";
          noteclear(&n), woken = false;
        }
        if (done.empty() || over) continue;
        exercise::equal("the word, after " + done.substr(2), woken ? 1u : 0u, raw(n.key)->load(),
                        "the word is 0, and 1 when the note has been woken; noteclear makes it 0");
      }
    }
  });
}

// Two notes, as Ms use them: what the first round has left must not be taken for the second.
static Note<"there"> there;
static Note<"back"> back;
static int rounds;
static sync::World world;

TEST_CASE("two rounds") {
  exercise::explored(
      world, "a thread is woken, clears its note, and wakes the other; and all that once more",
      {.setup =
           [] {
             raw(there.key)->store(0), raw(back.key)->store(0);
             rounds = 0;
           },
       .threads = {{"T1",
                    [] {
                      for (int i = 1; i <= 2; i++) {
                        notesleep(&there), noteclear(&there);
                        sync::expect(rounds == i, "notesleep returned before notewakeup");
                        notewakeup(&back);
                      }
                    }},
                   {"T2",
                    [] {
                      for (int i = 1; i <= 2; i++) {
                        rounds = i;
                        notewakeup(&there);
                        notesleep(&back), noteclear(&back);
                      }
                    }}},
       .preemptions = 3},
      "each is woken twice",
      {{"before notewakeup",
        "a note is woken by notewakeup alone: a wake-up of the round before, which comes late, is "
        "one for no reason"},
       {"deadlock", "a note that has been cleared is as it was in the beginning"},
       {"double wakeup", "a note that has been cleared is as it was in the beginning"}});
}
