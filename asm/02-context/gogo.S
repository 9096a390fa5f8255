// void gogo(Gobuf* buf): become the goroutine that was saved in buf. Never returns.
//
//   [1] g        this thread's current G is the new one
//   [2] rsp      and with this line, we stand on its stack
//   [3] rbp …    the registers that C++ expects to survive a call
//   [4] pc       a jump, not a `ret`: the CPU predicts that a `ret` returns to where the last
//                `call` came from, which on another stack is always wrong
//
// Nothing is saved: the caller of gogo stands on g0, and g0 starts afresh each time (see mcall).
//
// Go 1.21: runtime/asm_amd64.s, gogo

#include <gobuf.hpp>

        .text
        .globl  gogo
        .type   gogo, @function
        .balign 16
gogo:   .cfi_startproc
        movq    GOBUF_G(%rdi), %rax
        movq    %rax, %fs:rt_g@tpoff    // [1]
        movq    GOBUF_PC(%rdi), %rcx
        movq    GOBUF_SP(%rdi), %rsp    // [2]
        .cfi_undefined %rip
        movq    GOBUF_BP(%rdi), %rbp    // [3]
        movq    GOBUF_BX(%rdi), %rbx
        movq    GOBUF_R12(%rdi), %r12
        movq    GOBUF_R13(%rdi), %r13
        movq    GOBUF_R14(%rdi), %r14
        movq    GOBUF_R15(%rdi), %r15
        movq    %rax, %rdi              // a goroutine's first function is given its G
        jmp     *%rcx                   // [4]
        .cfi_endproc
        .size   gogo, .-gogo

        .section .note.GNU-stack, "", @progbits
