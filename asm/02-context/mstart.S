// void rt_mstart(G* g0, void (*fn)()): make this thread's own stack g0, and call fn on it.
//
// The caller's registers are saved in g0->sched. From now on mcall cuts g0's stack back to this
// point each time it comes here, and gogo(&g0->sched) returns from mstart: that is how a thread
// ends.
//
// Go 1.21: runtime/proc.go, mstart1, which saves g0.sched for the same two uses

#include <gobuf.hpp>

        .text
        .globl  rt_mstart
        .type   rt_mstart, @function
        .balign 16
rt_mstart:
        .cfi_startproc
        movq    (%rsp), %rax
        leaq    8(%rsp), %rcx
        movq    %rax, GOBUF_PC(%rdi)
        movq    %rcx, GOBUF_SP(%rdi)
        movq    %rdi, GOBUF_G(%rdi)
        movq    %rbp, GOBUF_BP(%rdi)
        movq    %rbx, GOBUF_BX(%rdi)
        movq    %r12, GOBUF_R12(%rdi)
        movq    %r13, GOBUF_R13(%rdi)
        movq    %r14, GOBUF_R14(%rdi)
        movq    %r15, GOBUF_R15(%rdi)
        movq    %rdi, %fs:rt_g@tpoff
        jmp     *%rsi                   // our return address is fn's now
        .cfi_endproc
        .size   rt_mstart, .-rt_mstart

        .section .note.GNU-stack, "", @progbits
