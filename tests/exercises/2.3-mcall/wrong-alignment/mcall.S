// Jumps to g0main with rsp as a caller has it, not a function.
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
        movq    %rbx, GOBUF_BX(%rsi)
        movq    %r12, GOBUF_R12(%rsi)
        movq    %r13, GOBUF_R13(%rsi)
        movq    %r14, GOBUF_R14(%rsi)
        movq    %r15, GOBUF_R15(%rsi)
        movq    G_M(%rsi), %rdx
        movq    M_G0(%rdx), %rdx
        movq    %rdx, %fs:rt_g@tpoff
        movq    GOBUF_SP(%rdx), %rsp
        jmp     g0main
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
