// int rt_walk(Gobuf* from, _Unwind_Trace_Fn visit, void* argument): a walk up the stack of a
// goroutine that does not run, frame by frame.
//
// _Unwind_Backtrace starts with its own caller, that is here, and asks the unwind information where
// our caller's registers are. Ours lies: not on this stack but in `from`, where mcall has saved
// the goroutine's. So the walk goes on over there, and ends at its goexit.

#include <gobuf.hpp>

        .text
        .globl  rt_walk
        .type   rt_walk, @function
        .balign 16
rt_walk:
        .cfi_startproc
        pushq   %rbx
        .cfi_adjust_cfa_offset 8
        .cfi_offset %rbx, -16
        movq    %rdi, %rbx
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        .cfi_remember_state
        .cfi_def_cfa %rbx, 0
        .cfi_offset %rsp, GOBUF_SP
        .cfi_offset %rip, GOBUF_PC
        .cfi_offset %rbp, GOBUF_BP
        .cfi_offset %rbx, GOBUF_BX
        .cfi_offset %r12, GOBUF_R12
        .cfi_offset %r13, GOBUF_R13
        .cfi_offset %r14, GOBUF_R14
        .cfi_offset %r15, GOBUF_R15
        call    _Unwind_Backtrace
        .cfi_restore_state
        popq    %rbx
        .cfi_adjust_cfa_offset -8
        .cfi_restore %rbx
        ret
        .cfi_endproc
        .size   rt_walk, .-rt_walk

        .section .note.GNU-stack, "", @progbits
