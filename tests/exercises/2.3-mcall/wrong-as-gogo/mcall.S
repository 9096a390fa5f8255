// Goes on with g0 as gogo would: where the thread ends.
#include <gobuf.hpp>

        .text
        .globl  rt_mcall
        .type   rt_mcall, @function
        .balign 16
rt_mcall:
        .cfi_startproc
        movq    %fs:rt_g@tpoff, %rsi
        popq    GOBUF_PC(%rsi)
        movq    %rsp, GOBUF_SP(%rsi)
        movq    %rbp, GOBUF_BP(%rsi)
        movq    %rbx, GOBUF_BX(%rsi)
        movq    %r12, GOBUF_R12(%rsi)
        movq    %r13, GOBUF_R13(%rsi)
        movq    %r14, GOBUF_R14(%rsi)
        movq    %r15, GOBUF_R15(%rsi)
        movq    G_M(%rsi), %rax
        movq    M_G0(%rax), %rax
        movq    %rax, %fs:rt_g@tpoff
        movq    GOBUF_SP(%rax), %rsp
        movq    GOBUF_BP(%rax), %rbp
        movq    GOBUF_BX(%rax), %rbx
        movq    GOBUF_R12(%rax), %r12
        movq    GOBUF_R13(%rax), %r13
        movq    GOBUF_R14(%rax), %r14
        movq    GOBUF_R15(%rax), %r15
        jmp     *GOBUF_PC(%rax)
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
