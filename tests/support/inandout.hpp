// With real threads: goroutines that go into the kernel and come back, many times.
#pragma once
#include <atomic>
#include <entersyscall.hpp>
#include <proc.hpp>
#include <waitgroup.hpp>

namespace exercise {

// So many goroutines, n calls each; after each call the goroutine asks `each`. `left` says how many
// have not finished. Returns when all have. In a goroutine.
template <class Each>
void inandout(int goroutines, int n, std::atomic<int>& left, Each each) {
  rt::WaitGroup all;
  for (int g = 0; g < goroutines; g++) {
    all.Add(1);
    rt::go([&all, &left, each, n] {
      for (int i = 0; i < n; i++) {
        rt::entersyscall();
        rt::exitsyscall();
        each(rt::getg()->m);
        if (i % 100 == 0) rt::gosched();
      }
      left--;
      all.Done();
    });
  }
  all.Wait();
}

}  // namespace exercise
