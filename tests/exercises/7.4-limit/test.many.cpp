// Exercise 7.4, with many that wait: for one slot, and for several that come free at once.
#include <exercise.hpp>
#include <goroutines.hpp>
#include <waitgroup.hpp>

namespace rt {
void LimitSyscalls(int n);
int freeslots();
void acquireslot();
void releaseslot();
}  // namespace rt

using namespace rt;
using namespace exercise;

static void many(int goroutines, int slots) {
  judge(show(goroutines) + " goroutines wait for " + show(slots) + " slots, which come free later",
        [=] {
          static int inside, most, back;
          LimitSyscalls(slots);
          run_on(1, [=] {
            for (int i = 0; i < slots; i++) acquireslot();
            WaitGroup all;
            all.Add(goroutines);
            for (int i = 0; i < goroutines; i++) {
              go([&] {
                acquireslot();
                most = std::max(most, ++inside);
                gosched();
                inside--, back++;
                releaseslot();
                all.Done();
              });
            }
            for (int i = 0; i < 3; i++) gosched();
            equal("goroutines that have got a slot by now", 0, inside + back,
                  "never more goroutines have a slot than there are slots");
            for (int i = 0; i < slots; i++) releaseslot();
            all.Wait();
          });
          equal("goroutines that have had a slot", goroutines, back,
                "every slot that comes free is for one that waits");
          expect(most <= slots, "at most " + show(slots) + " at once", show(most),
                 "never more goroutines have a slot than there are slots");
          equal("free slots in the end", slots, freeslots(),
                "every slot that is taken is given back, once");
        });
}
TEST_CASE("many wait") {
  many(1, 1), many(2, 1), many(3, 2), many(1000, 1), many(1000, 3), many(300, 299);
}
