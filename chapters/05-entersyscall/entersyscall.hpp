// Going into the kernel, and coming back, without keeping a P from others.
#pragma once
#include <cstdint>

namespace rt {

struct G;
struct P;

// Lets go of the P, in such a way that one compare-and-swap takes it back if nobody else wanted it.
// Between entersyscall and exitsyscall a goroutine runs without a P: it must not touch run queues,
// start goroutines, or call anything of the runtime.
// Go 1.21: runtime/proc.go, entersyscall and reentersyscall
void entersyscall();
void reentersyscall(uintptr_t pc, uintptr_t sp);

// The same for a call that is known to block: the P goes to another thread at once.
// Go 1.21: runtime/proc.go, entersyscallblock
void entersyscallblock();

// Gets a P again; returns when the goroutine has one, perhaps another. Go 1.21: runtime/proc.go,
// exitsyscall
void exitsyscall();

// How a goroutine got its P back: the arg of the trace's GoSysExit.
enum SysExit : uint32_t { exitPolled, exitOldp, exitIdle, exitQueued };

// Holding the goroutine, waits until some P is idle, and takes it. This chapter's own, and naive.
P* waitforp();

}  // namespace rt
