// The current G of this thread: one thread-local word, touched only here, in mcall and in gogo.
//
// Why assembly? A goroutine may go to sleep on one thread and wake up on another. A C++ compiler
// knows nothing of that: it may compute the address of a thread_local once per function and reuse
// it after a switch, and then read the G of a thread that it has left. It can't look in here.
//
// Go 1.21: runtime/stubs.go, getg (which the compiler turns into a read of R14 or of FS:-8)

        .section .tbss, "awT", @nobits
        .balign 8
        .globl  rt_g
        .type   rt_g, @object
        .size   rt_g, 8
rt_g:   .zero   8

        .text
        .globl  getg
        .type   getg, @function
        .balign 16
getg:   .cfi_startproc
        movq    %fs:rt_g@tpoff, %rax
        ret
        .cfi_endproc
        .size   getg, .-getg

        .globl  setg
        .type   setg, @function
setg:   .cfi_startproc
        movq    %rdi, %fs:rt_g@tpoff
        ret
        .cfi_endproc
        .size   setg, .-setg

        .section .note.GNU-stack, "", @progbits
