// What does a short piece of code cost?
#pragma once
#include <algorithm>
#include <clock.hpp>
#include <vector>

namespace rt {

// Nanoseconds for one f: the median of many short turns, so that a slow moment of the machine does
// not count. f is inlined here. If it were called, its return right after SYSCALL would cost more
// than all that we measure (chapter 1).
template <class F>
double cost(F f, int calls = 1000) {
  constexpr int kTurns = 101;
  std::vector<double> turns;
  for (int turn = 0; turn < kTurns; turn++) {
    int64_t start = nanotime();
    for (int i = 0; i < calls; i++) f();
    turns.push_back(static_cast<double>(nanotime() - start) / calls);
  }
  std::nth_element(turns.begin(), turns.begin() + kTurns / 2, turns.end());
  return turns[kTurns / 2];
}

}  // namespace rt
