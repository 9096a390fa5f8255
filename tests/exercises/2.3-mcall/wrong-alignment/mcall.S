// Jumps to fn with rsp aligned as before a call, not as on entry to a function.
#include <gobuf.hpp>

        .text
        .globl  rt_mcall
        .type   rt_mcall, @function
        .balign 16
rt_mcall:
        .cfi_startproc
        movq    %rdi, %rsi
        movq    %fs:rt_g@tpoff, %rdi
        movq    (%rsp), %rax
        movq    %rax, GOBUF_PC(%rdi)
        leaq    8(%rsp), %rax
        movq    %rax, GOBUF_SP(%rdi)
        movq    %rbp, GOBUF_BP(%rdi)
        movq    %rbx, GOBUF_BX(%rdi)
        movq    %r12, GOBUF_R12(%rdi)
        movq    %r13, GOBUF_R13(%rdi)
        movq    %r14, GOBUF_R14(%rdi)
        movq    %r15, GOBUF_R15(%rdi)
        movq    G_M(%rdi), %rdx
        movq    M_G0(%rdx), %rdx
        movq    %rdx, %fs:rt_g@tpoff
        movq    GOBUF_SP(%rdx), %rsp
        jmp     *%rsi
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
