// For test*.sync.cpp: compare_exchange_weak fails for no reason. That of x86 never does, so a test
// on x86 can't find out by trying what a missing loop does on other machines.
#pragma once
#include <watch.hpp>

namespace exercise {

constexpr const char* kWeak =
    "compare_exchange_weak may fail for no reason, though the word is what you expect: it belongs "
    "in a loop. Where there is none, take compare_exchange_strong";

// In f the first compare_exchange_weak fails.
template <class F>
void spurious(F f) {
  rt::sync::weak_fails = 1;
  f();
  rt::sync::weak_fails = 0;
}

}  // namespace exercise
