// Keeps the return address in rbx, which is the caller's.
        .text
        .globl  Syscall6
        .type   Syscall6, @function
        .balign 16
Syscall6:
        .cfi_startproc
        popq    %rbx
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        movq    (%rsp), %r9
        syscall
        jmp     *%rbx
        .cfi_endproc
        .size   Syscall6, .-Syscall6

        .section .note.GNU-stack, "", @progbits
