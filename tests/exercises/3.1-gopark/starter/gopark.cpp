// Exercise 3.1 ★★ (25 minutes, rebuild): gopark and goready
//
// gopark(unlockf, lock, reason) puts the calling goroutine gp to sleep. It has just put itself into
// some queue, and holds the lock of that queue; who finds it there will call goready(gp). Write
// gopark here, and goready in goready.cpp beside this file.
//
// On the goroutine's own stack, gopark notes the reason in gp->waitreason, leaves unlockf and lock
// in gp->m, as waitunlockf and waitlock, and goes to g0: mcall(park_m). On g0, in this order:
//   [1] gp waits: casgstatus, from Grunning to Gwaiting
//   [2] gp is on no thread: dropg(), which sets gp->m to null
//   [3] unlockf(gp, lock), if there is one. It opens the lock: from here on others see gp in the
//       queue, and it may run, on another thread, before unlockf has returned
//   [4] if unlockf returns true, or there is none: the next round, schedule(). gp is not yours any
//       more, nor is its stack: touch neither
//       if it returns false: gp is not to sleep after all. It becomes Grunnable, and runs at once,
//       before all others: execute(gp)
// self("gopark") is the goroutine that calls, and getg()->m on g0 its thread. schedule and execute
// do not return.
// Why it matters: every wait in Go is this function, and the order of its steps is what makes it
// right. Wake-ups get lost, or a goroutine runs twice, where two of them are exchanged.
// Done: make exercise-3.1 says so. Stuck: make hint-3.1
#include <gstatus.hpp>
#include <not_done.hpp>
#include <proc.hpp>

namespace rt {

[[maybe_unused]] static void park_m(G* gp) {
  (void)gp;
  not_done("3.1");
}

void gopark(bool (*unlockf)(G*, void*), void* lock, WaitReason reason) {
  (void)unlockf, (void)lock, (void)reason;
  not_done("3.1");
}

}  // namespace rt
