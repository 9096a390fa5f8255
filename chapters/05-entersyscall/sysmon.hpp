// The thread that watches the others.
#pragma once
#include <p.hpp>

namespace rt {

// What its thread does. Go 1.21: runtime/proc.go, sysmon
void* sysmon(void*);

// Takes Ps away from system calls that last. Returns how many it took.
// Go 1.21: runtime/proc.go, retake
uint32_t retake(int64_t now);

// Every 10 ms, as long as somebody waits in the global queue: each P will look there first, at its
// next scheduling point.
void hurry(int64_t now);

// Finds somebody to run pp, or makes it idle. The caller has let go of it.
// Go 1.21: runtime/proc.go, handoffp
void handoffp(P* pp);

// Starts a thread that runs no goroutines. It is joined with the Ms at the end of run, but is not
// one of those that checkdead counts. The program ends if there can't be one.
void startsystemthread(int32_t id, void* (*start)(void*));
// The same; returns pthread_create's error, or 0.
int newsystemthread(int32_t id, void* (*start)(void*));

// Wakes sysmon, if it is in its deep sleep. The second is for callers that hold sched.lock.
// Go 1.21: runtime/proc.go, entersyscall_sysmon
void wakesysmon();
void wakesysmon_locked();

// Adds to the number of Ms that checkdead does not count. Go 1.21: runtime/proc.go, incidlelocked
void incidlelocked(int32_t v);

// How long sysmon sleeps. Go 1.21: runtime/proc.go, sysmon
struct Backoff {
  uint32_t idle = 0;    // rounds in a row without work
  uint32_t delay = 20;  // microseconds

  uint32_t next();         // how long to sleep now
  void worked(bool some);  // did the round bring anything?
};

// What sysmon does meanwhile, and what that may cost: pace.cpp. Times in nanoseconds.
struct Pace {
  int64_t credit = 0;  // for how long it may look at the clock
  int64_t taken = 0;   // when a P was last taken
  int64_t poor = 0;    // until then it rests as Go's does, since CPU time is scarce …
  int64_t spell = 0;   // … and for how long that was

  void rest(uint32_t us);                             // until the next look
  uint32_t doze(uint32_t us, int64_t now) const;      // for how long it may sleep: at most us
  void took(uint32_t n, bool somebody, int64_t now);  // n Ps; somebody waited for one
  void late(int64_t end, int64_t now);                // the rest should have ended at `end`
};

// SYSMON=go in the environment: between two looks sysmon sleeps, as Go's does, and nothing else.
bool sysmonasgo();

// Names on stderr, once each time, a goroutine that has had its P, in user code,
//   - for `limit` nanoseconds, unless that is 0: "P0 has run goroutine 7 for 1 s"
//   - for two seconds, if it sleeps in a lock that is not the runtime's, while others wait.
void watchps(int64_t now, int64_t limit);

// WATCHDOG=1s in the environment, in nanoseconds; 0: there is none.
int64_t watchdoglimit();

// Does gp's thread sleep in futex(2)? infutex.cpp
bool infutex(G* gp);

// Prints a line to stderr every SCHEDTRACE milliseconds, if the environment says so.
// Go 1.21: runtime/proc.go, schedtrace
bool schedtracing();
void schedtrace(int64_t now);

}  // namespace rt
