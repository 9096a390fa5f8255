// Who calls? Only goroutines may call most of the runtime, and only those that own a P. From this
// chapter on m.p does not tell: in a system call it is set, and yet the P may be taken at any time.
#pragma once
#include <gstates.hpp>
#include <m.hpp>
#include <switch.hpp>

namespace rt {

// If there is none, the functions below end the program with a sentence about `what`.
[[noreturn]] void nogoroutine(const char* what);

// The calling goroutine. relaxed: its own state, and if it runs, nobody else changes that.
inline G* self(const char* what) {
  G* gp = getg();
  if (!gp || gp->goid == 0 || gp->atomicstatus.load(memory_order_relaxed) != Grunning) [[unlikely]]
    nogoroutine(what);
  return gp;
}

// The same, or g0 on behalf of one.
inline G* selforg0(const char* what) {
  G* gp = getg();
  if (gp && gp->goid == 0 && gp->m->p) return gp;
  return self(what);
}

}  // namespace rt
