// Takes every negative number for an error.
#pragma once
#include <syscall6.hpp>

namespace rt {

using Errno = uintptr_t;  // 0: no error

struct SyscallResult {
  uintptr_t r1, r2;
  Errno err;
};

inline SyscallResult decode(sys::Regs regs) {
  if (static_cast<intptr_t>(regs.rax) < 0) return {~uintptr_t{0}, 0, -regs.rax};
  return {regs.rax, regs.rdx, 0};
}

}  // namespace rt
