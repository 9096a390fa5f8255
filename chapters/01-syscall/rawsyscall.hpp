// System calls that the scheduler is not told about: the thread traps, and is gone for as long as
// the kernel blocks it. Chapter 5 puts entersyscall and exitsyscall around them.
#pragma once
#include <sys/syscall.h>  // the numbers: SYS_read, SYS_write, …

#include <decode.hpp>

namespace rt {

// An argument may be a number or a pointer; the kernel sees 64 bits either way.
inline uintptr_t word(const void* pointer) { return reinterpret_cast<uintptr_t>(pointer); }

// Go 1.21: syscall/syscall_linux.go, RawSyscall6. Inline down to the stub, so that no `ret` of ours
// comes after the SYSCALL instruction.
inline SyscallResult RawSyscall6(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3,
                                 uintptr_t a4, uintptr_t a5, uintptr_t a6) {
  return decode(sys::Syscall6(trap, a1, a2, a3, a4, a5, a6));
}

// Go 1.21: syscall/syscall_linux.go, RawSyscall
inline SyscallResult RawSyscall(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3) {
  return RawSyscall6(trap, a1, a2, a3, 0, 0, 0);
}

}  // namespace rt
