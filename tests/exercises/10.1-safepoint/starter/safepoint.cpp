// Exercise 10.1 ★★ (20 minutes, rebuild): may it be preempted here?
//
// sysmon wants a goroutine to give its P away, and has sent its thread a signal. The signal may
// come between any two instructions: in the goroutine's own loop, in the middle of malloc, in the
// scheduler, in a system call. If it is late, another goroutine may be running there by then. The
// handler (onpreempt.cpp) asks two questions, and if both answers are yes, it takes the P
// (doSigPreempt, gopreempt.cpp):
//   if (isAsyncSafePoint(gp, sp) && wantAsyncPreempt(gp)) gopreempt(gp);
// gp is what getg() returns on this thread, and sp is the interrupted stack pointer. You write the
// two questions. isAsyncSafePoint says yes if all of this is true:
//   - a goroutine runs here. gp is null on a thread without goroutines (sysmon's, or one of the
//     program's own); and between two goroutines gp is the thread's g0, whose number is 0;
//   - it is on its own stack: stack.lo <= sp < stack.hi. mcall and gogo change gp and the stack
//     pointer one after the other, so for an instruction or two one may be the goroutine's and the
//     other g0's;
//   - its state is Grunning. In a system call, or on the way in or out, the state is something
//     else;
//   - the thread holds none of the runtime's locks, and is not working on what belongs to its P.
//     Lock keeps count of that, and so does Unpreempted (acquirem.hpp): mlocks() is the number of
//     reasons.
// wantAsyncPreempt is asked only after a yes. It says whether the P on which gp runs has been asked
// to give way, p.preempt. A goroutine that has just come back from the kernel may have no P for a
// moment; then there is nothing to give. If another P was asked, that means nothing here: the
// signal was late.
// What must hold:
//   - in a system call somebody may be taking the P and writing m.p. So don't look inside the M
//     until you know that the state is Grunning;
//   - they are questions: write nothing. p.preempt stays as it is, since runqget reads it, too, and
//     the start of the next time slice clears it;
//   - this is a signal handler: no lock, no memory from malloc, no call into the kernel. It runs on
//     its own stack, so the addresses of your own variables tell you nothing about the goroutine;
//   - there is no other reason to say no. A goroutine that is locked to its thread stays there when
//     it is preempted, and one in the middle of malloc goes on later as if malloc had been slow.
// Why it matters: a wrong yes takes the P from a thread that is working on it; a wrong no lets a
// goroutine compute for ever.
// Done: make exercise-10.1 says so. Stuck: make hint-10.1
#include <acquirem.hpp>
#include <m.hpp>
#include <gstates.hpp>
#include <not_done.hpp>
#include <preempt.hpp>

namespace rt {

bool isAsyncSafePoint(G* gp, uintptr_t sp) {
  (void)gp, (void)sp;
  not_done("10.1");
}

bool wantAsyncPreempt(G* gp) {
  (void)gp;
  not_done("10.1");
}

}  // namespace rt
