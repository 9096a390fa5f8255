// What a chapter's program prints around its measurements: always in the same form, so that a
// reader can compare chapters.
#pragma once
#include <cstdio>

#include <clock.hpp>

namespace rt {

// A heading: bold on a terminal, plain in a file.
void heading(const char* text);

// A paragraph that says what was just shown, and why it matters; lines are filled, a \n ends one.
void moral(const char* text);

// Nanoseconds that one call of `f` takes: the best of five rounds, since other work on the machine
// can only add to it.
template <class F>
double nanoseconds_each(int calls, F f) {
  double best = 1e18;
  for (int round = 0; round < 5; round++) {
    int64_t start = nanotime();
    for (int i = 0; i < calls; i++) f();
    double each = static_cast<double>(nanotime() - start) / calls;
    if (each < best) best = each;
  }
  return best;
}

}  // namespace rt
