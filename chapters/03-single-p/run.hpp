// Where a program meets the runtime.
#pragma once
#include <newproc.hpp>

namespace rt {

// Calls start() on g0, with the runtime ready, and returns when all goroutines have finished.
void run_from_g0(void (*start)());

// Runs f as goroutine 1, and returns when it and all goroutines that it started have finished. (Go
// ends the program as soon as main returns, whatever the others do.) May be called again, by any
// thread, but by one at a time and not by a goroutine.
template <class F>
void run(F&& f) {
  static std::remove_reference_t<F>* function;
  function = &f;
  run_from_g0([] {
    G* gp = gfget();
    newproc(gp, [](G*) {
      try {
        (*function)();
      } catch (...) {
        goroutine_panic();
      }
    });
  });
}

}  // namespace rt
