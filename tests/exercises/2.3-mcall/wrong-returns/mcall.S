// If fn returns, so does this: to an address that was never put there.
#include <gobuf.hpp>

        .text
        .globl  rt_mcall
        .type   rt_mcall, @function
        .balign 16
rt_mcall:
        .cfi_startproc
        movq    %rdi, %rsi
        movq    %fs:rt_g@tpoff, %rdi
        popq    GOBUF_PC(%rdi)
        movq    %rsp, GOBUF_SP(%rdi)
        movq    %rbp, GOBUF_BP(%rdi)
        movq    %rbx, GOBUF_BX(%rdi)
        movq    %r12, GOBUF_R12(%rdi)
        movq    %r13, GOBUF_R13(%rdi)
        movq    %r14, GOBUF_R14(%rdi)
        movq    %r15, GOBUF_R15(%rdi)
        movq    G_M(%rdi), %rax
        movq    M_G0(%rax), %rax
        movq    %rax, %fs:rt_g@tpoff
        movq    GOBUF_SP(%rax), %rsp
        call    *%rsi
        ret
        .cfi_endproc
        .size   rt_mcall, .-rt_mcall

        .section .note.GNU-stack, "", @progbits
