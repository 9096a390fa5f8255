// The run queue.
#pragma once
#include <g.hpp>

namespace rt {

// Puts gp, which is runnable, at the end of the queue.
void runqput(G* gp);

// The goroutine that has waited longest, or null.
G* runqget();

}  // namespace rt
