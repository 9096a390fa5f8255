// From the kernel's one number to Go's three results.
#pragma once
#include <syscall6.hpp>

namespace rt {

using Errno = uintptr_t;  // 0: no error. The names are <cerrno>'s: ENOENT, EINTR, …

// What Go's Syscall returns. On an error r1 is all ones, r2 is 0 and err is the error number.
struct SyscallResult {
  uintptr_t r1, r2;
  Errno err;
};

// Linux puts errors and results in the same register: -4095 … -1 are errors, everything else is a
// result. A plain `rax < 0` would be wrong, since a high address is a legal result. Seen as
// unsigned numbers the errors are the 4095 highest, so one comparison is enough. Go's own
// comparison takes -4095 for a success (its JLS means "lower or same"); no error 4095 exists, so
// nobody has ever noticed. We go by the kernel's range.
// Go 1.21: runtime/internal/syscall/asm_linux_amd64.s, Syscall6
inline SyscallResult decode(sys::Regs regs) {
  constexpr uintptr_t lowest_error = -4095;
  if (regs.rax >= lowest_error) return {~uintptr_t{0}, 0, -regs.rax};
  return {regs.rax, regs.rdx, 0};
}

}  // namespace rt
