// Which goroutine calls? Most of the runtime is for goroutines only.
#pragma once
#include <switch.hpp>

namespace rt {

// What the functions below do if there is none: the program ends with a sentence about `what`.
[[noreturn]] void nogoroutine(const char* what);

// The goroutine that calls.
inline G* self(const char* what) {
  G* gp = getg();
  if (!gp || gp->goid == 0) [[unlikely]]
    nogoroutine(what);
  return gp;
}

// The same, or g0 on behalf of one.
inline G* selforg0(const char* what) {
  G* gp = getg();
  if (!gp) [[unlikely]]
    nogoroutine(what);
  return gp;
}

}  // namespace rt
