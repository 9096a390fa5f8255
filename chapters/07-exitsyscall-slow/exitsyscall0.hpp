// The long way back from the kernel.
#pragma once
#include <g.hpp>

namespace rt {

// On g0: there was no P for gp, which has come back from a system call. Queues it, and puts the
// thread to sleep.
// Go 1.21: runtime/proc.go, exitsyscall0
[[noreturn]] void exitsyscall0(G* gp);

}  // namespace rt
