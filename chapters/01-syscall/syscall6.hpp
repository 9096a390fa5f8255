// The one door into the kernel: asm/01-syscall/syscall6.S.
#pragma once
#include <cstdint>

namespace rt::sys {

// What the kernel leaves behind: two registers, returned in the same two registers. rax is a result
// or a negated error number; decode.hpp tells which.
struct Regs {
  uintptr_t rax, rdx;
};

// Executes SYSCALL number `num` with up to six arguments; see syscall(2). Blocks for as long as the
// kernel does. Touches no errno: that is libc's.
// Go 1.21: runtime/internal/syscall/asm_linux_amd64.s, Syscall6
extern "C" Regs Syscall6(uintptr_t num, uintptr_t a1, uintptr_t a2, uintptr_t a3, uintptr_t a4,
                         uintptr_t a5, uintptr_t a6);

}  // namespace rt::sys
