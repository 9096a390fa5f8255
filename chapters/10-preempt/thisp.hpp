// The caller's P, in one load.
#pragma once
#include <m.hpp>
#include <switch.hpp>

namespace rt {

// To find the P by way of the G and the M takes three loads, each of which waits for the one
// before. Usually the CPU has other work meanwhile, but SYSCALL waits for every load. So each
// thread keeps a second copy of m.p, in a word of its own. Every P comes through acquirep, which
// sets it; nobody clears it, since nobody asks without a P. volatile: the goroutine may have moved
// to another thread since it last asked, as with getg.
[[gnu::always_inline]] inline P* thisp() {
  P* pp;
  asm volatile("movq %%fs:rt_p@tpoff, %0" : "=r"(pp));
  return pp;
}
inline void setthisp(P* pp) { asm volatile("movq %0, %%fs:rt_p@tpoff" : : "r"(pp) : "memory"); }

}  // namespace rt
