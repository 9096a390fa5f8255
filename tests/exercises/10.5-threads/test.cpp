// Exercise 10.5, by hand: the table of all that startm may find. There is a template thread.
#include "starting.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("the table") {
  for (bool spinning : {false, true}) {
    for (int asleep : {0, 1, 2}) {
      for (const char* queue : {"", "n", "p", "np", "npnp", "pp", "nnpp"}) {
        Found f{.spinning = spinning, .asleep = asleep, .queue = queue};
        f.given = false;
        for (int searching : {0, 1}) {
          f.searching = searching;
          for (int idle : {0, 1, 2, 3}) f.idle = idle, judge(words(f), [=] { starts(f); });
        }
        f.given = true, f.searching = 0;
        for (int idle : {0, 1, 2}) f.idle = idle, judge(words(f), [=] { starts(f); });
      }
    }
  }
}

TEST_CASE("one after the other") {
  judge(
      "startm three times: an M sleeps, a goroutine has been preempted, and then there is neither",
      [] {
        begin({.idle = 3, .asleep = 1, .queue = "np"});
        for (int i = 0; i < 3; i++) startm(allp[i], false);
        const char* want[] = {"M, which slept, number 1 has it", "preempted goroutine 2 has it",
                              "the template thread has it"};
        const char* rules[] = {kSlept, kPreempted, kTemplate};
        sched.pidle = nullptr;
        for (int i = 0; i < 3; i++)
          exercise::equal("P " + show(i), std::string(want[i]), where(allp[i]), rules[i]);
      });
}
