// Where in the source is this? For a program that is about to end: it may be in a signal handler,
// and nothing here allocates or takes a lock.
#pragma once
#include <cstdint>

namespace rt {

// Prints a line about the call that returns to `pc`, on stderr: the function and its line if
// addr2line is installed, else the number.
void print_place(uintptr_t pc);

}  // namespace rt
