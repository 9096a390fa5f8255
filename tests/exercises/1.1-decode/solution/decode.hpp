// Seen as unsigned numbers, the errors are the 4095 highest.
#pragma once
#include <syscall6.hpp>

namespace rt {

using Errno = uintptr_t;  // 0: no error

struct SyscallResult {
  uintptr_t r1, r2;
  Errno err;
};

inline SyscallResult decode(sys::Regs regs) {
  if (regs.rax >= uintptr_t(-4095)) return {~uintptr_t{0}, 0, -regs.rax};
  return {regs.rax, regs.rdx, 0};
}

}  // namespace rt
