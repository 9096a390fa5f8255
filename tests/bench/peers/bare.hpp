// The barest switch between two stacks, by `jmp` and by `ret`.
#pragma once
#include <cstdint>

// Saves what System V wants to survive a call on this stack, and goes on on the other.
extern "C" void switch_by_jmp(void** save, void* to);
extern "C" void switch_by_ret(void** save, void* to);
asm(R"(
        .text
        .macro  change
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, (%rdi)
        movq    %rsi, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        .endm
        .balign 16
switch_by_ret:
        change
        ret
        .balign 16
switch_by_jmp:
        change
        popq    %rcx
        jmp     *%rcx
)");

// switches(how): makes another stack on which somebody switches back at once. There and back is
// how(&here, there).
inline void *here, *there;
inline void switches(void (*how)(void**, void*)) {
  alignas(16) static char stack[65536];
  static void (*change)(void**, void*);
  change = how;
  auto top = reinterpret_cast<uintptr_t*>(stack + sizeof stack);
  top[-2] = reinterpret_cast<uintptr_t>(+[] {
    for (;;) change(&there, here);
  });
  there = top - 8;
}
