// System calls that a goroutine can make without holding up the others.
#pragma once
#include <entersyscall.hpp>
#include <rawsyscall.hpp>

namespace rt {

// Go 1.21: syscall/syscall_linux.go, Syscall6. May be called by goroutines only. Returns what
// RawSyscall6 would; EINTR is the caller's business. Inline down to the stub, like RawSyscall6; and
// always, or the compiler may emit one shared function, and all calls would seem to come from one
// place in the program.
[[gnu::always_inline]] inline SyscallResult Syscall6(uintptr_t trap, uintptr_t a1, uintptr_t a2,
                                                     uintptr_t a3, uintptr_t a4, uintptr_t a5,
                                                     uintptr_t a6) {
  entersyscall();
  SyscallResult result = RawSyscall6(trap, a1, a2, a3, a4, a5, a6);
  exitsyscall();
  return result;
}

// Go 1.21: syscall/syscall_linux.go, Syscall
[[gnu::always_inline]] inline SyscallResult Syscall(uintptr_t trap, uintptr_t a1, uintptr_t a2,
                                                    uintptr_t a3) {
  return Syscall6(trap, a1, a2, a3, 0, 0, 0);
}

// For a call that is known to block. Ours: Go keeps entersyscallblock to its runtime.
[[gnu::always_inline]] inline SyscallResult SyscallBlock(uintptr_t trap, uintptr_t a1, uintptr_t a2,
                                                         uintptr_t a3) {
  entersyscallblock();
  SyscallResult result = RawSyscall6(trap, a1, a2, a3, 0, 0, 0);
  exitsyscall();
  return result;
}

}  // namespace rt
