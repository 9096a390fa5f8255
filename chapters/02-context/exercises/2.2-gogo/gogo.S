// Exercise 2.2 ★★ (20 minutes, rebuild): gogo, the half of a switch that goes on
//
// C++ calls gogo(Gobuf* buf): buf, in rdi, holds what a goroutine has saved when it left. Become
// that goroutine. gogo never returns:
//   - the current G of this thread is buf->g from now on. The current G is the word
//     `%fs:rt_g@tpoff`;
//   - rsp, rbp, rbx, r12, r13, r14 and r15 are what buf says, exactly: nothing is pushed onto the
//     stack of the goroutine, nor popped from it;
//   - the thread goes on at buf->pc, and finds buf->g in rdi: a goroutine's first function is given
//     its G. (One that was here before does not care what is in rdi);
//   - all of it is read from buf, and buf need not lie in its G. Nothing is saved anywhere: whoever
//     calls gogo stands on g0, and g0 begins afresh each time.
// gobuf.hpp has the offsets: `movq GOBUF_PC(%rdi), %rcx` reads buf->pc. rax, rcx, rdx, rsi and
// r8 to r11 are yours. `jmp *%rcx` jumps to the address in rcx.
// Why it matters: these lines are how a goroutine runs on a thread; the kernel never hears of it.
// Done: make exercise-2.2 says so. Stuck: make hint-2.2
#include <gobuf.hpp>
#include <not_done.hpp>

        .text
        .globl  gogo
        .type   gogo, @function
        .balign 16
gogo:   .cfi_startproc
        not_done "2.2"
        .cfi_endproc
        .size   gogo, .-gogo

        .section .note.GNU-stack, "", @progbits
