// Who calls? Only goroutines may call most of the runtime, and from this chapter on only those that
// have a P: between entersyscall and exitsyscall a goroutine runs without one.
#pragma once
#include <m.hpp>
#include <switch.hpp>

namespace rt {

// If there is none, the functions below end the program with a sentence about `what`.
[[noreturn]] void nogoroutine(const char* what);

// The calling goroutine.
inline G* self(const char* what) {
  G* gp = getg();
  if (!gp || gp->goid == 0 || !gp->m->p) [[unlikely]]
    nogoroutine(what);
  return gp;
}

// The same, or g0 on behalf of one.
inline G* selforg0(const char* what) {
  G* gp = getg();
  if (!gp || !gp->m->p) [[unlikely]]
    nogoroutine(what);
  return gp;
}

}  // namespace rt
