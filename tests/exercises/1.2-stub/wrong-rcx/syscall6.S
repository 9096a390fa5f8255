// Leaves a4 where a C++ function would look for it, in rcx.
        .text
        .globl  Syscall6
        .type   Syscall6, @function
        .balign 16
Syscall6:
        .cfi_startproc
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %rcx
        movq    %r9, %r8
        movq    8(%rsp), %r9
        syscall
        ret
        .cfi_endproc
        .size   Syscall6, .-Syscall6

        .section .note.GNU-stack, "", @progbits
