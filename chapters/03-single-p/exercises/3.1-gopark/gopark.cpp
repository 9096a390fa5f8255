// Exercise 3.1 ★★ (25 minutes, rebuild): gopark and goready
//
// gopark(unlockf, lock, reason) puts the calling goroutine gp to sleep. gp has just put itself into
// some queue, and holds the lock of that queue; whoever finds it there will call goready(gp). Write
// gopark here, and goready in goready.cpp beside this file. What must hold:
//   - unlockf(gp, lock), if there is one, opens the lock. From that moment on others see gp in the
//     queue, and gp may run, on another thread, and even be finished, before unlockf has returned.
//     So by then gp is Gwaiting, it is on no thread (dropg, which sets gp->m to null), and nobody
//     stands on its stack;
//   - if unlockf returns true, or there is none, gp is not yours any more, nor is its stack: touch
//     neither. The thread goes on with the next round;
//   - if unlockf returns false, gp is not to sleep after all: it runs on at once, before all
//     others;
//   - what the second half must know, unlockf and lock, is handed over in gp->m (waitunlockf,
//     waitlock), each time; gp->waitreason is the reason, for whoever asks why gp waits.
// You have mcall(fn), which calls fn(gp) on g0, and returns when gp runs again, perhaps on another
// thread: the M of before is not yours then; dropg; execute(gp) and schedule(), which do not
// return; casgstatus(gp, from, to), which alone changes a goroutine's state and checks the move.
// self("gopark") is the goroutine that calls, and getg()->m, on g0, its thread.
// Why it matters: every wait in Go is this function, and the order of its steps is what makes it
// right. Where two of them are exchanged a wake-up gets lost, or a goroutine runs twice.
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
