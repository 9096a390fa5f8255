// The go statement.
#pragma once
#include <gstatus.hpp>
#include <new>
#include <proc.hpp>
#include <type_traits>
#include <utility>

namespace rt {

// Makes gp, whose closure is in place, runnable. Go 1.21: runtime/proc.go, newproc
void newproc(G* gp, void (*fn)(G*));

// An exception has left the goroutine that calls. Call it from the handler.
[[noreturn]] void goroutine_panic();

// Starts a goroutine: go([=] { … }). Only a goroutine may call it. The function object moves
// into the G if it fits in its 40 bytes, else onto the heap. An exception that leaves it ends the
// program.
template <class F>
void go(F&& function) {
  using Function = std::decay_t<F>;
  constexpr bool fits = sizeof(Function) <= kClosureSize && alignof(Function) <= 8;
  self("go");
  G* gp = gfget();
  try {
    if constexpr (fits) new (gp->closure) Function(std::forward<F>(function));
    else new (gp->closure) Function*(new Function(std::forward<F>(function)));
  } catch (...) {  // its copy constructor, or new
    gfput(gp);
    throw;
  }
  newproc(gp, [](G* g) {
    Function* f;
    if constexpr (fits) f = std::launder(reinterpret_cast<Function*>(g->closure));
    else f = *std::launder(reinterpret_cast<Function**>(g->closure));
    try {
      (*f)();
    } catch (...) {
      goroutine_panic();
    }
    if constexpr (fits) f->~Function();
    else delete f;
    // A `ret` would lead to goexit, too (gostartcall), but the CPU would mispredict it (gogo.S).
    rt_goexit1();
  });
}

}  // namespace rt
