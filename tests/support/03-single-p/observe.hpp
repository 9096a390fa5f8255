// Chapter 3 has one thread, and its locks do nothing. In the tests of its exercises this layer lies
// over it: locks know whether they are held, and a test may do, at the worst moment, what another
// thread could do there from chapter 4 on.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

namespace rt {
struct G;
}

namespace exercise {

// What a test wants to do at such a moment. Not called again from within.
struct Moments {
  std::function<void(void* lock)> locking;   // about to lock a Lock: another thread may be first
  std::function<void(void* lock)> unlocked;  // a Lock is open: another thread may come in
  std::function<void(rt::G*)> changes;       // about to change its status
  std::function<void(rt::G*)> changed;       // has changed it
  std::function<void(rt::G*)> dropped;       // is on no thread any more
  std::function<void(rt::G*)> queued;  // about to stand in the run queue: another thread may run it
  std::function<void(rt::G*)> isqueued;  // stands there: another thread may be running it
  bool soon = false;                     // and was it runsoon that put it there, or runlater?
  std::function<void(rt::G*)> freed;     // about to stand on the free list
  std::function<void(rt::G*)> isfree;    // stands there: another thread may be using it again
  int locks = 0;                         // that are held now
};
extern Moments at;

// For whoever makes the moment: calls what the test has set.
void moment(const std::function<void(void*)>& f, void* lock);
void moment(const std::function<void(rt::G*)>& f, rt::G* gp);

// Ends the scenario: a lock is used in a way that it can't be.
[[noreturn]] void misused(const char* lock, bool held);

// From here on these bytes (whole pages) are touched under the Lock that lies in them alone:
// whoever touches them while it is open breaks that rule.
void guard(uintptr_t lo, uintptr_t hi, const std::string& what, const std::string& rule);
void unguard(uintptr_t lo);
void entered(const void* lock);  // for the Lock
void left(const void* lock);

}  // namespace exercise
