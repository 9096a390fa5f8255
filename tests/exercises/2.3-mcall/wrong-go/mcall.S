// Saves what Go saves: pc, sp and bp.
#include <gobuf.hpp>

        .text
        .globl  rt_mcall
        .type   rt_mcall, @function
        .balign 16
rt_mcall:
        .cfi_startproc
        movq    %fs:rt_g@tpoff, %rsi
        movq    (%rsp), %rax
        movq    %rax, GOBUF_PC(%rsi)
        leaq    8(%rsp), %rax
        movq    %rax, GOBUF_SP(%rsi)
        movq    %rbp, GOBUF_BP(%rsi)
        movq    G_M(%rsi), %rdx
        movq    M_G0(%rdx), %rdx
        movq    %rdx, %fs:rt_g@tpoff
        movq    GOBUF_SP(%rdx), %rsp
        call    g0main
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
