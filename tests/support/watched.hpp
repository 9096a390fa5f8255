// For retake's exercises: Ps without threads, and a clock that stands still until it is moved.
#pragma once
#include <bench.hpp>
#include <exercise.hpp>
#include <sysmon.hpp>

namespace exercise {

constexpr int64_t us = 1000, ms = 1000 * us;

// n Ps. All have been running for a moment, and sysmon has seen their time slices begin just now.
struct Watched : Bench {
  int64_t now = 1'000'000'000;

  explicit Watched(int n) : Bench(n) {
    for (int i = 0; i < n; i++) {
      rt::nexttick(rt::allp[i]->schedtick);
      rt::allp[i]->status.store(rt::Prunning, rt::memory_order_relaxed);
    }
    rt::retake(now);
  }
  // The goroutine on pp enters a system call. Each has a tick of its own.
  static void enter(rt::P* pp) {
    pp->syscalltick.store(pp->syscalltick.load(rt::memory_order_relaxed) + 3,
                          rt::memory_order_relaxed);
    pp->status.store(rt::Psyscall, rt::memory_order_relaxed);
  }
  static uint32_t tick(rt::P* pp) { return pp->syscalltick.load(rt::memory_order_relaxed); }
  static bool in(rt::P* pp) { return pp->status.load(rt::memory_order_relaxed) == rt::Psyscall; }
  static uint32_t status(int i) { return rt::allp[i]->status.load(rt::memory_order_relaxed); }
  uint32_t later(int64_t ns) { return rt::retake(now += ns); }

  void stays(rt::P* pp, const std::string& expected, const std::string& rule) {
    expect(in(pp), expected + ": the P stays in Psyscall", std::string("it is ") + statusname(pp),
           rule);
  }
  void goes(rt::P* pp, const std::string& expected, const std::string& rule) {
    expect(!in(pp), expected + ": the P is taken", "it is still in Psyscall", rule);
  }
};

}  // namespace exercise
