// The way back from the kernel, where it is not short.
#pragma once
#include <g.hpp>
#include <p.hpp>

namespace rt {

// Somebody may have wanted the P of gp, which is the caller. Returns when it has one, perhaps
// another.
void exitsyscallLong(G* gp);

// The same, if it is known that the thread has no P.
void exitsyscallNone(G* gp);

// A P for this thread, which has lost its own, if there is one without waiting: oldp, out of
// another goroutine's system call; else an idle one; else null.
// Go 1.27: runtime/proc.go, exitsyscallTryGetP
P* exitsyscallTryGetP(P* oldp);

// On g0: there was no P for gp. Queues it, and puts the thread to sleep.
// Go 1.27: runtime/proc.go, exitsyscallNoP
[[noreturn]] void exitsyscallNoP(G* gp);

}  // namespace rt
