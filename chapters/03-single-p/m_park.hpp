// What gopark leaves for park_m, which runs on g0 and must not read the goroutine's stack any more.
#pragma once

namespace rt {

struct G;

// Go 1.21: runtime/runtime2.go, m
struct MPark {
  bool (*waitunlockf)(G*, void*);
  void* waitlock;
};

}  // namespace rt
