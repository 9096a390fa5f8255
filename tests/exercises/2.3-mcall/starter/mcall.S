// Exercise 2.3 ★★★ (30 minutes, rebuild): mcall, the half of a switch that leaves
//
// A goroutine, on its own stack, calls rt_mcall(void (*fn)(G*)); fn is in rdi. Save what it needs
// to go on one day, when somebody calls gogo, and let fn be called on the stack of g0.
//   - Its G is the current one, the word `%fs:rt_g@tpoff`; call it g.
//   - Into g->sched goes what gogo will restore: pc is our return address; sp is rsp as it will be
//     after we have returned; bp, bx, r12, r13, r14 and r15 are those registers, as they came in.
//     (g->sched.g is set already.) So the caller sees a function that took a long time to return.
//   - g->m is the thread, m->g0 its g0. From now on the current G is g0.
//   - rsp becomes g0->sched.sp, each time: whatever the last fn has left on that stack is
//     forgotten. g0->sched stays as mstart has filled it.
//   - Then fn(g) is called: rdi is g, and rsp is a multiple of 16 before the call (g0->sched.sp is
//     one). fn must not return; if it does, call rt_badmcall2, which says so and ends the program.
// gobuf.hpp has the offsets. A G begins with its Gobuf: with g in rdi, `movq %rbp, GOBUF_BP(%rdi)`
// writes g->sched.bp and `movq G_M(%rdi), %rdx` reads g->m; with m in rdx, M_G0(%rdx) is m->g0.
// rax, rcx, rdx, rsi, rdi and r8 to r11 are yours.
// Why it matters: this is how a goroutine goes to sleep. Everything that blocks ends up here.
// Done: make exercise-2.3 says so. Stuck: make hint-2.3
#include <gobuf.hpp>
#include <not_done.hpp>

        .text
        .globl  rt_mcall
        .type   rt_mcall, @function
        .balign 16
rt_mcall:
        .cfi_startproc
        not_done "2.3"
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
