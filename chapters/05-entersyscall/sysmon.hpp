// The thread that watches the others.
#pragma once
#include <p.hpp>

namespace rt {

// Takes Ps away from system calls that last. Returns how many it took.
// Go 1.21: runtime/proc.go, retake
uint32_t retake(int64_t now);

// Every 10 ms, as long as somebody waits in the global queue: each P will look there first, at its
// next scheduling point.
void hurry(int64_t now);

// Finds somebody to run pp, or makes it idle. The caller has let go of it.
// Go 1.21: runtime/proc.go, handoffp
void handoffp(P* pp);

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

// SYSMON=go in the environment: between two looks sysmon sleeps, as Go's does, and nothing else.
bool sysmonasgo();

// Prints a line to stderr every SCHEDTRACE milliseconds, if the environment says so.
// Go 1.21: runtime/proc.go, schedtrace
bool schedtracing();
void schedtrace(int64_t now);

}  // namespace rt
