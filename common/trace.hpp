// A record of what the scheduler did: one ring of events for each thread, written without locks and
// read when the program ends. `make trace-N` builds a program that keeps it; an ordinary one does
// not pay for it (tracing.hpp).
#pragma once
#include <cstdint>
#include <tracing.hpp>

namespace rt {

// The names are those of Go's execution tracer where it has one (Go 1.21: runtime/trace.go;
// ProcSteal is 1.22's). An event stands in the function that is named beside it.
enum class Ev : uint8_t {
  GoCreate,    // newproc.cpp, newproc: g came to be
  GoStart,     // execute.hpp, execute: g runs on p
  GoEnd,       // goexit0.cpp, goexit0: g finished
  GoSched,     // gosched.cpp, gosched_m: g goes to the back of the queue
  GoPreempt,   // gopreempt.cpp, gopreempt: g was made to give way, and its thread sleeps
  GoBlock,     // gopark.cpp, park_m: g waits; arg: why (a WaitReason)
  GoUnblock,   // goready.cpp, goready: g may run again
  GoSysCall,   // entersyscall.cpp, reentersyscall: g is about to enter the kernel with its P
  GoSysBlock,  // retake.cpp, retake; entersyscallblock.cpp: g's call blocks, its P is taken from it
  GoSysExit,   // exitsyscall.cpp, exitsyscallfast.cpp or exitsyscall0.cpp: g came back; arg: how
  ProcStart,   // acquirep.cpp, acquirep: this thread holds p
  ProcStop,    // acquirep.cpp, releasep: this thread let go of p
  SysmonLook,  // retake.cpp, leave: sysmon sees this call on p for the first time; arg: p's tick
  ProcSteal,   // retake.cpp, retake: somebody took p from a system call
  Handoff,     // handoffp.cpp, handoffp: p needs a thread; arg: 1 one was found, 0 p is idle
               // now
  ThreadStart,  // newm.cpp, newm: a new thread; arg: its M
  ThreadWake,   // startm.cpp, startm; lockedm.cpp: a sleeping thread is woken to run p; arg: its M
  ThreadStop,   // stopm.cpp, stopm; lockedm.cpp: this thread goes to sleep
  Steal,        // runqsteal.cpp, runqsteal: p took goroutines from another; arg: how many
  count
};

// Nothing is recorded in a scope that holds one of these. A million switches make no picture.
struct Untraced {
  bool before = tracing;
  Untraced() { tracing = false; }
  ~Untraced() { tracing = before; }
};

// One event of the calling thread. `p` and `g` are ids, -1 and 0 for none. `local` and `global` are
// the lengths of p's run queue and of the global one, as far as they can be read without a lock.
void trace_record(Ev ev, int p, uint64_t g, uint32_t arg, uint32_t local, uint32_t global);

// Names the calling thread's ring: the M's id, or -1 for sysmon. A thread without a name counts as
// M 0.
void trace_thread(int m);

// "chan receive": what the arg of a GoBlock means. Set by the runtime, for those who read the
// record.
extern const char* (*trace_reason)(uint32_t arg);

// "main, ticker 1, ticker 2, reader …": who the goroutines of the last run are, in the order in
// which they were made; … goes on counting. Set by a program, for those who read the record.
extern const char* trace_roles;

}  // namespace rt
