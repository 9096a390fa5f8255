// Why this thread must not be preempted: how many reasons there are. One thread-local word, raised
// and lowered by one instruction each (acquirem.hpp), so that a signal finds it before or after.
// Go keeps it in the M, m.locks; but sysmon, which has no G to find its M by, takes locks, too.

        .section .tbss, "awT", @nobits
        .balign 4
        .globl  rt_locks
        .type   rt_locks, @object
        .size   rt_locks, 4
rt_locks:
        .zero   4

        .section .note.GNU-stack, "", @progbits
