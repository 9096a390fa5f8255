// This thread's P, beside rt_g: one thread-local word (thisp.hpp).

        .section .tbss, "awT", @nobits
        .balign 8
        .globl  rt_p
        .type   rt_p, @object
        .size   rt_p, 8
rt_p:   .zero   8

        .section .note.GNU-stack, "", @progbits
