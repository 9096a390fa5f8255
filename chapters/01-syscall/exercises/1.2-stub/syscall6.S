// Exercise 1.2 ★★ (25 minutes, rebuild): the stub, the one door into the kernel
//
// C++ calls Syscall6(num, a1, a2, a3, a4, a5, a6), and the kernel looks elsewhere. Move the seven
// numbers over, trap, and go back:
//
//         | num | a1  | a2  | a3  | a4  | a5  | a6
//   C++   | rdi | rsi | rdx | rcx | r8  | r9  | in memory: the first slot above the return address
//   kernel| rax | rdi | rsi | rdx | r10 | r8  | r9
//
//   - all of them are 64 bits wide. Some registers stand in both lines: read each before you
//     overwrite it;
//   - the instruction is `syscall`, once. It overwrites rcx with the address behind it, and r11
//     with the flags; every other register but rax comes back from Linux as it was;
//   - the result is what the kernel has left in rax and rdx. C++ looks for it in rax and rdx.
//     Telling errors from results is the caller's business;
//   - as in every function: rbx, rbp, r12 to r15 and rsp are, at the end, as they were in the
//     beginning. You do not need any of them.
// AT&T syntax: `movq %rdi, %rax` copies rdi into rax; `movq 24(%rsp), %rdx` reads the 8 bytes at
// rsp + 24. Where the function begins, rsp points to the return address.
// Why it matters: each system call of the book, and each of every Go program on Linux, goes through
// these ten lines.
// Done: make exercise-1.2 says so. Stuck: make hint-1.2
#include <not_done.hpp>

        .text
        .globl  Syscall6
        .type   Syscall6, @function
        .balign 16
Syscall6:
        .cfi_startproc
        not_done "1.2"
        .cfi_endproc
        .size   Syscall6, .-Syscall6

        .section .note.GNU-stack, "", @progbits
