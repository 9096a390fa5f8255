// The experiment that runs through chapters 3 to 7: what happens to everybody else while some
// goroutines are blocked in a real system call?
#pragma once
#include <options.hpp>

namespace rt {

// Two tickers, beside `procs` goroutines that each read(2) a pipe into which a thread outside of
// the runtime writes after `block_ms`. Prints a picture, and ends with one line of a fixed form:
//
//   experiment: chapter=5 procs=2 stall_ms=0.81 threads=4 syscall_ns=212
//
// stall_ms: the longest time between two ticks of a ticker. threads: the most threads the runtime
// had. syscall_ns: one short system call, alone on its P.
// Just before it stands `conclusion`, which says what the experiment has shown.
void experiment(const Options& options, const char* conclusion);

}  // namespace rt
