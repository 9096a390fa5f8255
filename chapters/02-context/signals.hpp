// The signals that the runtime handles. All others are the program's, and so are these once the run
// is over.
#pragma once
#include <signal.h>

namespace rt {

using Handler = void (*)(int signal, siginfo_t* info, void* context);

// One of them: an entry of handlers.hpp.
struct Handled {
  int signal;
  Handler handler;
  bool always;  // even if the program has a handler of its own, to which it is passed on
  struct sigaction before;  // what was there before the run
};

// Installs the runtime's handlers (handlers.hpp): once for a run, since a program may put a handler
// of its own above one of ours, and new threads must not cover that up again.
// Go 1.21: runtime/signal_unix.go, initsig
void initsig();

// Puts back what was there before, unless the program has meanwhile installed something itself.
void resetsig();

// Called by our handlers for a signal that does not concern the runtime: does what the kernel would
// have done without them. Go 1.21: runtime/signal_unix.go, sigfwdgo
void passon(int signal, siginfo_t* info, void* context);

}  // namespace rt
