// For chapter 9's exercises on the way back, in all schedules: what each answer has to stand.
#pragma once
#include "latecalls.hpp"

namespace exercise {

constexpr const char* kTwo =
    "at least one of the two sees the other: the goroutine has the fence that it has promised, "
    "before its look; and if the P is wanted, it waits until it is known who was first";
constexpr const char* kOver =
    "each call comes to an end: with its P if nobody has taken that, else with another one, or "
    "through the queue";
inline const std::initializer_list<Rule> kRules = {{"two threads have the same P", kTwo},
                                                   {"without a P of its own", kTwo},
                                                   {"does not run", kTwo},
                                                   {"wirep: ", kTwo},
                                                   {"releasep: ", kTwo},
                                                   {"casgstatus: ", kOver},
                                                   {"not Grunning", kOver},
                                                   {"no end", kOver},
                                                   {"never came back", kOver},
                                                   {"is idle twice", kTwo},
                                                   {"it crashes", kOver}};

inline void gives(rt::G*) {
  makes(1);
  rt::entersyscallblock();
  rt::exitsyscall();
  owns();
  end();
}

inline void everycall() {
  everyschedule("a goroutine makes two calls, and a thread wants its P", {.bodies = {body<2>}},
                kRules);
  everyschedule("two goroutines make a call each, and a thread wants their P",
                {.bodies = {body<1>, body<1>}}, kRules);
  everyschedule("a goroutine makes a call with two Ps, and a thread wants them",
                {.procs = 2, .preemptions = 3, .bodies = {body<1>}}, kRules);
  everyschedule("two goroutines make a call each, and sysmon wants their P",
                {.bodies = {body<1>, body<1>}, .takers = {watch}}, kRules);
  everyschedule("a goroutine that has promised a fence before makes a call",
                {.preemptions = 3, .promised = 1, .bodies = {body<1>}}, kRules);
  everyschedule("the same, and it makes two calls with two Ps",
                {.procs = 2, .promised = 1, .bodies = {body<2>}}, kRules);
  everyschedule("no membarrier: a goroutine makes a call, and a thread wants its P",
                {.asymmetric = false, .preemptions = 3, .bodies = {body<1>}}, kRules);
  everyschedule("no membarrier, two Ps: a goroutine makes two calls, another one makes one",
                {.asymmetric = false, .procs = 2, .bodies = {body<2>, body<1>}}, kRules);
  everyschedule("two goroutines make a call each with two Ps, and two threads want them",
                {.procs = 2,
                 .preemptions = 1,
                 .bodies = {body<1>, body<1>},
                 .takers = {greedy, greedy},
                 .stale = false},
                kRules);
  everyschedule("a goroutine makes a call, and then one before which it gives its P away",
                {.procs = 2, .preemptions = 1, .bodies = {gives, body<1>}}, kRules);
}

}  // namespace exercise
