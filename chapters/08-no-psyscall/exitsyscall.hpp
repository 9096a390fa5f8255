// The way back from the kernel.
#pragma once
#include <g.hpp>
#include <p.hpp>

namespace rt {

// A P for this thread, which has lost its own, if there is one without waiting: oldp, out of
// another goroutine's system call; else an idle one; else null.
// Go 1.27: runtime/proc.go, exitsyscallTryGetP
P* exitsyscallTryGetP(P* oldp);

// On g0: there was no P for gp. Queues it, and puts the thread to sleep.
// Go 1.27: runtime/proc.go, exitsyscallNoP
[[noreturn]] void exitsyscallNoP(G* gp);

}  // namespace rt
