// The run queue.
#pragma once
#include <g.hpp>

namespace rt {

// gp has become runnable. With one queue, first come, first served, there is no difference between
// the two; chapter 4 makes one.
void runsoon(G* gp);   // newproc, goready: its data is in the cache
void runlater(G* gp);  // gosched: others first

// The goroutine to run next, or null.
G* runqget();

}  // namespace rt
