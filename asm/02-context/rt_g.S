// The current G of this thread: one thread-local word, touched only here, in mcall, in gogo and in
// getg (switch.hpp).

        .section .tbss, "awT", @nobits
        .balign 8
        .globl  rt_g
        .type   rt_g, @object
        .size   rt_g, 8
rt_g:   .zero   8

        .text
        .globl  setg
        .type   setg, @function
setg:   .cfi_startproc
        movq    %rdi, %fs:rt_g@tpoff
        ret
        .cfi_endproc
        .size   setg, .-setg

        .section .note.GNU-stack, "", @progbits
