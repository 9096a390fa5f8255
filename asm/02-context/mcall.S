// void rt_mcall(void (*fn)(G*)): leave the current goroutine, and call fn(g) on g0, this thread's
// own stack. It returns when a gogo resumes g->sched, perhaps on another thread.
//
//   [1] save     where to go on (our return address), and what C++ expects to survive a call
//   [2] g        from here on the thread runs g0
//   [3] rsp      back to where mstart left g0's stack: whatever the last fn left on it is forgotten
//   [4] fn       which must not return
//
// Go saves only pc, sp and bp. Its compiler keeps no value in a register across a call, so at a
// call there is nothing else to save; System V lets six registers survive.
//
// Go 1.21: runtime/asm_amd64.s, mcall

#include <gobuf.hpp>

        .text
        .globl  rt_mcall
        .type   rt_mcall, @function
        .balign 16
rt_mcall:
        .cfi_startproc
        movq    %rdi, %rsi              // fn
        movq    %fs:rt_g@tpoff, %rdi    // g, fn's argument
        movq    (%rsp), %rax            // [1] our return address …
        leaq    8(%rsp), %rcx           //     … and rsp as it will be after we returned
        movq    %rax, GOBUF_PC(%rdi)
        movq    %rcx, GOBUF_SP(%rdi)
        movq    %rbp, GOBUF_BP(%rdi)
        movq    %rbx, GOBUF_BX(%rdi)
        movq    %r12, GOBUF_R12(%rdi)
        movq    %r13, GOBUF_R13(%rdi)
        movq    %r14, GOBUF_R14(%rdi)
        movq    %r15, GOBUF_R15(%rdi)
        movq    G_M(%rdi), %rdx
        movq    M_G0(%rdx), %rdx
        movq    %rdx, %fs:rt_g@tpoff    // [2]
        movq    GOBUF_SP(%rdx), %rsp    // [3]
        .cfi_def_cfa %rsp, 0
        pushq   GOBUF_PC(%rdx)          //     for debuggers: a return address …
        .cfi_def_cfa %rsp, 8
        movq    GOBUF_BP(%rdx), %rbp    //     … and the frame of mstart's caller
        pushq   $0                      //     padding: rsp must be a multiple of 16 before the call
        .cfi_def_cfa %rsp, 16
        call    *%rsi                   // [4] fn(g)
        call    rt_badmcall2
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
