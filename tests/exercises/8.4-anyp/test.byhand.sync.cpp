// Exercise 8.4, by hand: one scenario for each mistake that is made often.
#include "comesback.hpp"

static void one(const std::vector<State>& states, int oldp) {
  judge(scenario(states, oldp), [=] {
    loop_breaks("an answer, with or without a P",
                "each P is tried once at most: nobody waits, or goes round again");
    crash_breaks("an answer, with or without a P",
                 "oldp may be null, syscallg may be null, and there are gomaxprocs Ps");
    comesback(states, oldp, true);
  });
}

TEST_CASE("the first ones") {
  one({busyp, call}, 0);
  one({call, busyp}, 1);
  one({call, call}, -1);
  one({busyp, call, call}, 0);
  one({call, call, busyp}, 2);
  one({call, busyp, call}, 1);
  one({busyp, busyp, call}, -1);
  one({call, call, call}, 1);
  one({busyp, idle, call}, 0);
  one({busyp, busyp, busyp}, 0);
  one({busyp, held, call}, 0);
  one({busyp, fresh, call}, 0);
  one({busyp, lost, call}, 0);
  one({busyp, moved, call}, 0);
  one({held, busyp}, 0);
  one({busyp, held}, 0);
  one({busyp}, 0);
  one({call}, 0);
  one({call}, -1);
  one({fresh}, -1);
}
