// Where a goroutine left for the kernel.
#pragma once
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, g. Go's garbage collector scans the stack from here; a debugger
// can, too.
struct GSyscall {
  uintptr_t syscallpc, syscallsp;  // where it is, as long as it is in a system call
};

}  // namespace rt
