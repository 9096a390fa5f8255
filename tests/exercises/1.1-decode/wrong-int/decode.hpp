// Looks at an int, as libc's functions return: the lower half of rax alone.
#pragma once
#include <syscall6.hpp>

namespace rt {

using Errno = uintptr_t;  // 0: no error

struct SyscallResult {
  uintptr_t r1, r2;
  Errno err;
};

inline SyscallResult decode(sys::Regs regs) {
  int result = static_cast<int>(regs.rax);
  if (result < 0 && result >= -4095) return {~uintptr_t{0}, 0, static_cast<Errno>(-result)};
  return {regs.rax, regs.rdx, 0};
}

}  // namespace rt
