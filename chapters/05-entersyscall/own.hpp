// What the experiment takes from its own chapter.
#pragma once
#include <spin.hpp>
#include <syscall.hpp>

namespace rt {

[[gnu::always_inline]] inline SyscallResult OwnSyscall(uintptr_t trap, uintptr_t a1, uintptr_t a2,
                                                       uintptr_t a3) {
  return Syscall(trap, a1, a2, a3);
}
inline int ownprocs(int n) { return GOMAXPROCS(n), n; }

}  // namespace rt
