// A goroutine that runs into its guard page ends with a sentence, not with a bare SIGSEGV.
#pragma once

namespace rt {

// Gives the calling thread a signal stack (the handler can't run on a stack that is full) and
// installs the handler.
// Go 1.21: runtime/os_linux.go, minit, and runtime/signal_unix.go
void minit();

// Takes the signal stack back before the thread ends. Go 1.21: runtime/os_linux.go, unminit
void unminit();

}  // namespace rt
