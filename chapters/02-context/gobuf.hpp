// What a goroutine is while it does not run: where to go on, and on which stack.
// Both languages read this file; assembly sees the numbers alone, and C++ checks them.
#pragma once

#define GOBUF_SP 0
#define GOBUF_PC 8
#define GOBUF_G 16
#define GOBUF_BP 24
#define GOBUF_BX 32
#define GOBUF_R12 40
#define GOBUF_R13 48
#define GOBUF_R14 56
#define GOBUF_R15 64
#define G_M 72  // G::m, just behind G::sched
#define M_G0 0  // M::g0

#ifndef __ASSEMBLER__
#include <cstddef>
#include <cstdint>

namespace rt {

struct G;

// Go 1.21: runtime/runtime2.go, gobuf. Ours has five more registers, because System V promises C++
// that they survive a call, and calling mcall is how a goroutine goes to sleep.
//
// Not here, on purpose: the control bits of MXCSR and of the x87 unit (rounding mode, masked
// exceptions). System V calls them callee-saved too. Saving them would double the price of a switch
// (chapter 2's program measures it), for the sake of code that changes them and then blocks. They
// belong to the thread: a goroutine that changes them must change them back before it calls
// anything that may block.
struct Gobuf {
  uintptr_t sp, pc;
  G* g;
  uintptr_t bp, bx, r12, r13, r14, r15;
};

static_assert(offsetof(Gobuf, sp) == GOBUF_SP && offsetof(Gobuf, pc) == GOBUF_PC);
static_assert(offsetof(Gobuf, g) == GOBUF_G && offsetof(Gobuf, bp) == GOBUF_BP);
static_assert(offsetof(Gobuf, bx) == GOBUF_BX && offsetof(Gobuf, r12) == GOBUF_R12);
static_assert(offsetof(Gobuf, r13) == GOBUF_R13 && offsetof(Gobuf, r14) == GOBUF_R14);
static_assert(offsetof(Gobuf, r15) == GOBUF_R15);

}  // namespace rt
#endif
