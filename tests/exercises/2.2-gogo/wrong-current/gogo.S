// Jumps, but the thread still believes that it runs g0.
#include <gobuf.hpp>

        .text
        .globl  gogo
        .type   gogo, @function
        .balign 16
gogo:
        .cfi_startproc
        movq    GOBUF_G(%rdi), %rax
        movq    GOBUF_PC(%rdi), %rcx
        movq    GOBUF_SP(%rdi), %rsp
        movq    GOBUF_BP(%rdi), %rbp
        movq    GOBUF_BX(%rdi), %rbx
        movq    GOBUF_R12(%rdi), %r12
        movq    GOBUF_R13(%rdi), %r13
        movq    GOBUF_R14(%rdi), %r14
        movq    GOBUF_R15(%rdi), %r15
        movq    %rax, %rdi
        jmp     *%rcx
        .cfi_endproc
        .size   gogo, .-gogo

        .section .note.GNU-stack, "", @progbits
