// What an M remembers while it is in the kernel.
#pragma once
#include <cstdint>

namespace rt {

struct P;

// Go 1.21: runtime/runtime2.go, m
struct MSyscall {
  P* oldp;  // the P it had when it entered the system call; by now it may be somebody else's
  uint32_t syscalltick;  // that P's syscalltick then
};

}  // namespace rt
