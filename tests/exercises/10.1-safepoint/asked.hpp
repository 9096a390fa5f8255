// For 10.1: the two questions, asked of goroutines by hand; and which rule an answer breaks.
#pragma once
#include <acquirem.hpp>
#include <apart.hpp>
#include <preempt.hpp>

namespace exercise {

constexpr const char* kNobody =
    "gp may be null, since some threads have no goroutines: a signal may come to any thread";
constexpr const char* kG0 =
    "between two goroutines gp is the thread's g0, which has no P to give away: the scheduler is "
    "working with it";
constexpr const char* kStack =
    "a goroutine stands on its own stack if stack.lo <= sp < stack.hi. In the middle of a switch "
    "gp may be the goroutine already, or still, and the thread stands on another stack";
constexpr const char* kOurs =
    "sp is where the interrupted code stood. The handler has a stack of its own";
constexpr const char* kRunning =
    "only a goroutine that is Grunning can be preempted: in any other state it has no P of its "
    "own, or may be losing it";
constexpr const char* kTaker =
    "in a system call somebody may be taking the P, and is writing m.p: look into the M and the P "
    "only if the state is Grunning";
constexpr const char* kLocks =
    "as long as mlocks() is not 0 the thread holds a lock of the runtime's, or works on its P: "
    "whoever gets the P then waits for that lock, or finds things half done";
constexpr const char* kNoP =
    "a goroutine that has just come back from the kernel may be Grunning and have no P: then there "
    "is nothing to give";
constexpr const char* kAsked =
    "what counts is whether the P on which gp runs has been asked, p.preempt: a signal may be "
    "late, and meant for another P";
constexpr const char* kNothing =
    "they are questions: nothing is written. p.preempt stays, too: runqget looks at it, and "
    "whoever begins the next slice takes it back";
constexpr const char* kNoReason =
    "there is no other reason to say no: a goroutine to which everybody says no computes for ever";

constexpr uintptr_t kLo = 0x100000, kHi = 0x110000, kSp = 0x10ff00;

// Goroutine 1 runs on M 1 with P 0, and goroutine 2 on M 2 with P 1; or the other way round.
inline rt::G* running(int g = 0) {
  newscene();
  for (int i = 0; i < 2; i++) {
    has(i, i), on(i, i, rt::Grunning);
    gs[i]->stack = {kLo, kHi};
    ps[i]->since.store(5, rt::memory_order_relaxed);
  }
  rt::setg(gs[g]);
  return gs[g];
}

inline std::vector<std::vector<char>> everything() {
  std::vector<std::vector<char>> all;
  for (int i = 0; i < 2; i++) {
    all.push_back(bytes(gs[i], sizeof(rt::G)));
    all.push_back(bytes(ms[i], sizeof(rt::M)));
    all.push_back(bytes(ps[i], sizeof(rt::P)));
  }
  return all;
}

inline std::string yes(bool answer) { return answer ? "yes" : "no"; }

}  // namespace exercise
