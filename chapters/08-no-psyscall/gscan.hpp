// The scan bit: a lock on a goroutine's state, for those who do not own the goroutine.
#pragma once
#include <g.hpp>
#include <gstates.hpp>

namespace rt {

// Added to a state, this bit says that another thread holds the goroutine there for a moment. Go's
// garbage collector sets it to scan a stack, which is where it got its name. Here only a thread
// that wants a P sets it, and only on Gsyscall. Go 1.27: runtime/runtime2.go, _Gscan
constexpr uint32_t Gscan = 0x1000;
constexpr uint32_t Gscansyscall = Gscan + Gsyscall;

// Sets the bit, if gp is in a system call and nobody else holds it. acquire: with it come gp.m and
// all that gp's thread did to its P before the call.
// Go 1.27: runtime/proc.go, castogscanstatus
inline bool castogscanstatus(G* gp) {
  uint32_t status = Gsyscall;
  return gp->atomicstatus.compare_exchange_strong(status, Gscansyscall, memory_order_acquire,
                                                  memory_order_relaxed);
}

// Takes it back. Nobody else changes the state meanwhile, so a store will do. release: when gp
// comes out of the kernel it must see what has become of m.p.
// Go 1.27: runtime/proc.go, casfrom_Gscanstatus (a compare-and-swap, as a check)
inline void casfrom_Gscanstatus(G* gp) { gp->atomicstatus.store(Gsyscall, memory_order_release); }

// gp, which is the caller, has come back. Waits as long as somebody holds it.
// Go 1.27: runtime/proc.go, exitsyscall and casgstatus
void casfromGsyscall(G* gp);

}  // namespace rt
