#include <handlers.hpp>
#include <preempt.hpp>
#include <sched.hpp>
#include <switch.hpp>
#include <ucontext.h>

namespace rt {

// On the thread's signal stack, where the kernel has put all registers. Nothing here touches errno
// or libc's memory.
// Go 1.21: runtime/signal_unix.go, sighandler
void onpreempt(int signal, siginfo_t* info, void* context) {
  auto sp = static_cast<uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
  G* gp = getg();
  // As in Go, the program's own handler is called in any case: two signals may have become one.
  passon(signal, info, context);
  if (sched.signals.load(memory_order_relaxed)) doSigPreempt(gp, sp);
}

}  // namespace rt
