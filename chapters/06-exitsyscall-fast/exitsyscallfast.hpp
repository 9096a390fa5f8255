// The short ways back from the kernel.
#pragma once
#include <entersyscall.hpp>

namespace rt {

// Gets a P for this thread, if it can do so without waiting: oldp if nobody has taken it, else an
// idle one.
// Go 1.21: runtime/proc.go, exitsyscallfast
bool exitsyscallfast(P* oldp);

// Takes oldp back, if it is still in Psyscall. Go 1.21: runtime/proc.go, exitsyscallfast
bool exitsyscallfast_oldp(P* oldp);

// Takes an idle P. Go 1.21: runtime/proc.go, exitsyscallfast_pidle
bool exitsyscallfast_pidle();

}  // namespace rt
