// What an error of the runtime says about the answer that has led to it, where a test knows nothing
// better.
#pragma once
#include <string>

#include "child.hpp"

namespace exercise {

inline const char* fatal_rule(const std::string& text) {
  static const struct {
    const char *found, *rule;
  } kRules[] = {
      {"data race: ",
       "what threads share is Atomic, or protected by a lock, or handed over: stored with "
       "memory_order_release, and loaded with memory_order_acquire, or stronger ones"},
      {"cannot go from runnable to running",
       "execute makes a goroutine running that is runnable: it has to be that first, and each one "
       "is given to execute once"},
      {"casgstatus: ", "casgstatus(gp, from, to): from is the state that the goroutine really has"},
      {"wirep: ",
       "acquirep takes a P that is Pidle and nobody's, once: it is acquirep that makes it "
       "Prunning, "
       "and this thread's"},
      {"releasep: ", "releasep gives up the P that this thread owns, which is Prunning"},
      {"holds a P or spins",
       "a thread gives its P up before it sleeps in stopm, and does not spin any more"},
      {"double wakeup",
       "a sleeper is woken once: whoever wakes it takes away, under the lock, what says that it "
       "sleeps"},
      {"has non-empty run queue",
       "a P on which goroutines wait does not become idle: somebody has to run them"},
      {"negative nmspinning", "each thread that spins is counted once, and counted out once"},
      {"mcall called on m->g0",
       "mcall leaves a goroutine: who stands on g0 has left it already, and calls the function"},
      {"mcall function returned",
       "what mcall calls never returns: it ends in schedule, execute or gogo"},
      {"stoplockedm: inconsistent locking",
       "stoplockedm is for a thread whose goroutine is locked to it: whether it is, ask as long as "
       "the goroutine is yours"},
      {"startlockedm: locked to me",
       "startlockedm wakes another thread: for a goroutine that is locked to this one it is not "
       "called"},
      {"has a P already", "a thread is woken once, with one P"},
      {"is not idle", "startm wakes a thread from the list of those that sleep, each one once"},
      {"all goroutines are asleep",
       "whoever waits is woken: a wake-up is missing, or the goroutine it was for was lost"},
      {"stack overflow", "a recursion ends; what is big does not lie on a goroutine's stack"},
  };
  for (auto& [found, rule] : kRules) {
    if (contains(text, found)) return rule;
  }
  return "the runtime checks itself; that check names what is wrong";
}

}  // namespace exercise
