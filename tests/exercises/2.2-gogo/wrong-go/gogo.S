// Restores what Go restores: pc, sp and bp.
#include <gobuf.hpp>

        .text
        .globl  gogo
        .type   gogo, @function
        .balign 16
gogo:
        .cfi_startproc
        movq    GOBUF_G(%rdi), %rax
        movq    %rax, %fs:rt_g@tpoff
        movq    GOBUF_PC(%rdi), %rcx
        movq    GOBUF_SP(%rdi), %rsp
        movq    GOBUF_BP(%rdi), %rbp
        movq    %rax, %rdi
        jmp     *%rcx
        .cfi_endproc
        .size   gogo, .-gogo

        .section .note.GNU-stack, "", @progbits
