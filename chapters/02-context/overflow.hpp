// A goroutine that runs into its guard page ends with a sentence, not with a bare SIGSEGV.
#pragma once

namespace rt {

struct G;

// Gives the calling thread a signal stack: a handler can't run on a stack that is full.
// Go 1.21: runtime/os_linux.go, minit
void minit();

// Takes the signal stack back before the thread ends. Go 1.21: runtime/os_linux.go, unminit
void unminit();

// The end of a goroutine that has run out of its stack, and of the program.
// Go 1.21: runtime/stack.go, newstack, at "stack overflow"
[[noreturn]] void stackoverflow(G* gp);

}  // namespace rt
