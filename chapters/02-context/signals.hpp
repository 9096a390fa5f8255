// The signals that the runtime wants to hear of. All else is the program's, and so are these when
// the run is over.
#pragma once
#include <signal.h>

namespace rt {

using Handler = void (*)(int signal, siginfo_t* info, void* context);

// Installs the runtime's handlers (handlers.hpp): once for a run, since a program may put a handler
// of its own above one of ours, and new threads must not cover that up again.
// Go 1.21: runtime/signal_unix.go, initsig
void initsig();

// Puts back what was there before, unless the program has meanwhile installed something itself.
void resetsig();

// Called by a handler of ours when the signal is none of our business: what would the kernel have
// done with it if we were not there? Go 1.21: runtime/signal_unix.go, sigfwdgo
void passon(int signal, siginfo_t* info, void* context);

}  // namespace rt
