// Leaves r1 and r2 as they were.
#pragma once
#include <syscall6.hpp>

namespace rt {

using Errno = uintptr_t;  // 0: no error

struct SyscallResult {
  uintptr_t r1, r2;
  Errno err;
};

inline SyscallResult decode(sys::Regs regs) {
  if (regs.rax >= uintptr_t(-4095)) return {regs.rax, regs.rdx, -regs.rax};
  return {regs.rax, regs.rdx, 0};
}

}  // namespace rt
