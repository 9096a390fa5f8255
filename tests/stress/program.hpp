// A random program whose outcome is known before it runs.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

// It is made by simulating it: step after step is given to one of the goroutines, but only if the
// step can be done at that moment, so there is one schedule in which all steps are done. That the
// outcome is the same in all schedules follows from what a step may be. Each channel has one sender
// and one receiver, nothing asks whether a channel is empty, and what happens under a lock does not
// depend on which goroutine held it before: so a step that can be done stays possible whatever the
// others do first. (Gilles Kahn, "The semantics of a simple language for parallel programming",
// 1974.)
struct Step {
  enum Kind {
    Spawn,       // goroutine `which`
    Send,        // what it has seen so far, to channel `which`
    Receive,     // from channel `which`, and add it to what it has seen
    Close,       // channel `which`
    Write,       // like Send, to pipe `which`
    Read,        // like Receive, with a call that may block
    ReadAtOnce,  // … with SyscallBlock
    Add,         // `amount` to the sum that Mutex `which` protects
    Done,        // counts WaitGroup `which` down
    Wait,        // for WaitGroup `which`
    Pin,         // LockOSThread
    Unpin,
    Yield,
    Call,   // a short one
    Sleep,  // `amount` µs
    Throw,  // and catch, with a switch before the exception is gone
    Exit,   // goexit: the last step
    // The last step of a program that ends badly.
    StayReceiving,
    StaySending,
    StayLocking,
    StayWaiting,
    Panic,
  } kind;
  size_t which = 0;
  uint64_t amount = 0;
};

struct Program {
  uint64_t seed;
  int procs;
  std::vector<std::vector<Step>> goroutines;  // the first is the one that run starts
  std::vector<size_t> channels;               // their capacities
  size_t pipes;
  std::vector<int> groups;  // how often each WaitGroup is counted down

  // Its outcome.
  enum { Finishes, Deadlocks, Panics } end;
  std::vector<uint64_t> seen;  // by each goroutine
  std::vector<uint64_t> sums;  // under each Mutex
  size_t stuck = 0;            // how many goroutines wait forever
};

// The same seed makes the same program.
Program random_program(uint64_t seed);

// Adds one more value seen: the order of values matters.
inline uint64_t saw(uint64_t seen, uint64_t value) { return seen * 0x9e3779b97f4a7c15 + value; }
