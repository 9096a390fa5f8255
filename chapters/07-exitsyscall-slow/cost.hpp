// What does a short piece of code cost?
#pragma once
#include <algorithm>
#include <array>
#include <clock.hpp>
#include <vector>

namespace rt {

template <class F>
[[gnu::always_inline]] inline double one(F f, int calls) {
  int64_t start = nanotime();
  for (int i = 0; i < calls; i++) f();
  return static_cast<double>(nanotime() - start) / calls;
}

// Nanoseconds for one call of each: the medians of many short turns, so that a slow moment of the
// machine does not count. They take turns, so that a slow minute counts for all of them. They are
// inlined here. If they were called, their return right after SYSCALL would cost more than all that
// we measure (chapter 1).
template <class... F>
std::array<double, sizeof...(F)> costs(int calls, F... f) {
  constexpr size_t kTurns = 101, kMiddle = kTurns / 2;
  std::array<std::vector<double>, sizeof...(F)> turns;
  for (size_t turn = 0; turn < kTurns; turn++) {
    size_t i = 0;
    (turns[i++].push_back(one(f, calls)), ...);
  }
  std::array<double, sizeof...(F)> medians;
  for (size_t i = 0; i < medians.size(); i++) {
    std::nth_element(turns[i].begin(), turns[i].begin() + kMiddle, turns[i].end());
    medians[i] = turns[i][kMiddle];
  }
  return medians;
}

template <class F>
double cost(F f, int calls = 1000) {
  return costs(calls, f)[0];
}

}  // namespace rt
