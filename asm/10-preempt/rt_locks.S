// How many reasons there are not to preempt this thread. One thread-local word, raised and lowered
// by one instruction each (acquirem.hpp), so that a signal comes before or after it. Go keeps it in
// the M, m.locks; but sysmon, which has no G through which to find its M, takes locks, too.

        .section .tbss, "awT", @nobits
        .balign 4
        .globl  rt_locks
        .type   rt_locks, @object
        .size   rt_locks, 4
rt_locks:
        .zero   4

        .section .note.GNU-stack, "", @progbits
