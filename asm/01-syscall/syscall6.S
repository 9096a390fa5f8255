// sys::Regs Syscall6(num, a1, a2, a3, a4, a5, a6)
//
// The kernel and C++ do not agree on where arguments go, so the stub moves them over and traps.
//
//   arg | System V (C++) | SYSCALL
//   ------------------------------
//   num | rdi            | rax
//   a1  | rsi            | rdi
//   a2  | rdx            | rsi
//   a3  | rcx            | rdx
//   a4  | r8             | r10
//   a5  | r9             | r8
//   a6  | 8(%rsp)        | r9
//   r1  | rax            | rax
//   r2  | rdx            | rdx
//
// The fourth argument travels in r10, not rcx: the SYSCALL instruction itself overwrites rcx with
// the address to return to, and r11 with the flags. Linux preserves every other register except
// rax.
//
// Go 1.21: runtime/internal/syscall/asm_linux_amd64.s, Syscall6

        .text
        .globl  Syscall6
        .type   Syscall6, @function
        .balign 16
Syscall6:
        .cfi_startproc
        movq    %rdi, %rax              // num
        movq    %rsi, %rdi              // a1: each register is read before it is overwritten,
        movq    %rdx, %rsi              // a2: so the order of these lines matters
        movq    %rcx, %rdx              // a3
        movq    %r8, %r10               // a4
        movq    %r9, %r8                // a5
        movq    8(%rsp), %r9            // a6: the first slot above the return address
        syscall
        // rax and rdx are already where C++ expects a 16-byte result.

        // Why not `ret`? Many kernels empty the CPU's stack of return addresses on entry, so the
        // first `ret` after SYSCALL is mispredicted. An indirect jump has a predictor of its own.
        // (Other kernels clear that one instead: make bench-why shows what yours does.)
        popq    %rcx
        .cfi_adjust_cfa_offset -8
        .cfi_register %rip, %rcx
        jmp     *%rcx
        .cfi_endproc
        .size   Syscall6, .-Syscall6

        .section .note.GNU-stack, "", @progbits
