// Exercise 1.1 ★ (10 minutes, rebuild): decode what the kernel left in rax
//
// The kernel puts a result or a negated error number into rax. Write `decode`, which tells them
// apart:
//   - errors are -4095 … -1. Then r1 is all ones, r2 is 0, and err is the error number;
//   - everything else is a result: r1 is rax, r2 is rdx, err is 0. Even if its highest bit is set:
//     a system call may return a high address.
// Why it matters: every system call of the book goes through these lines.
// Done: make exercise-1.1 says so. Stuck: make hint-1.1
#pragma once
#include <not_done.hpp>
#include <syscall6.hpp>

namespace rt {

using Errno = uintptr_t;  // 0: no error

struct SyscallResult {
  uintptr_t r1, r2;
  Errno err;
};

inline SyscallResult decode(sys::Regs regs) {
  (void)regs;
  not_done("1.1");
}

}  // namespace rt
