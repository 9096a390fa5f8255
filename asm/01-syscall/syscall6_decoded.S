// void Syscall6Decoded(Decoded* result, num, a1, a2, a3, a4, a5)
//
// The same stub with Go's decoding in assembly, as the listing in Go's source has it. It stands
// here to be compared: no chapter calls it, a test checks that it agrees with decode.hpp. Three
// results of eight bytes each no longer fit in rax and rdx, so C++ passes the address of a result
// in memory, and every argument moves up by one register. That, and two more branches, is why our
// stub leaves decoding to C++.
//
// Go 1.21: runtime/internal/syscall/asm_linux_amd64.s, Syscall6

        .text
        .globl  Syscall6Decoded
        .type   Syscall6Decoded, @function
        .balign 16
Syscall6Decoded:
        .cfi_startproc
        pushq   %rbx                    // the kernel preserves rbx, and so must we
        .cfi_adjust_cfa_offset 8
        .cfi_rel_offset %rbx, 0
        movq    %rdi, %rbx              // result
        movq    %rsi, %rax              // num
        movq    %rdx, %rdi              // a1
        movq    %rcx, %rsi              // a2
        movq    %r8, %rdx               // a3
        movq    %r9, %r10               // a4
        movq    16(%rsp), %r8           // a5: above rbx and the return address
        xorl    %r9d, %r9d              // a6: left out here
        syscall
        cmpq    $0xfffffffffffff001, %rax   // -4095, unsigned: everything below is a success …
        jbe     ok                          // … and Go's JLS says "lower or same": -4095 as well
        negq    %rax
        movq    %rax, 16(%rbx)          // errno
        movq    $-1, 0(%rbx)            // r1
        movq    $0, 8(%rbx)             // r2
        jmp     done
ok:     movq    %rax, 0(%rbx)           // r1
        movq    %rdx, 8(%rbx)           // r2
        movq    $0, 16(%rbx)            // errno
done:   popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        ret
        .cfi_endproc
        .size   Syscall6Decoded, .-Syscall6Decoded

        .section .note.GNU-stack, "", @progbits
