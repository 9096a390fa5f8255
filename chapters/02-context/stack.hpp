// Stacks for goroutines: all of one size, from one reserved range of addresses, each with a guard
// below.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <fiber.hpp>

namespace rt {

struct G;

// The usable part of a stack: lo is the first address above the guard, hi the end (a multiple of
// 16).
struct Stack {
  uintptr_t lo, hi;
};

constexpr size_t kGuardSize = 4096;

// The size of every stack with its guard, for as long as the program runs: 64 KiB (256 under
// sanitizers) or what the environment's STACK says, and a page. If it were a power of two, the tops
// of all stacks would compete for a few entries of the table in which the CPU remembers pages.
extern const size_t kStackSize;

// How a stack notices that it is full. What the kernel can do decides, or the environment's GUARD.
enum class Guard {
  install,   // madvise(MADV_GUARD_INSTALL), Linux 6.13: a guard that needs no mapping of its own
  mprotect,  // an unmapped page: costs a mapping, of which a process has 65,530 (vm.max_map_count)
  canary,    // a pattern at the low end, looked at whenever the goroutine leaves its stack
};

// A stack for the caller alone; its contents are undefined. Ends the program if memory runs out.
// Go 1.21: runtime/stack.go, stackalloc
Stack stackalloc();

// Gives it back. Nothing may be running on it. Go 1.21: runtime/stack.go, stackfree
void stackfree(Stack stack);

// Between two runs, when no stack is in use: gives the memory of many back to the kernel, which
// would otherwise keep a page or two for each of a burst of goroutines. The addresses stay ours.
void stacksrelease();

// Which guard a new stack gets now. Starts with what the kernel has, or with GUARD=mprotect or
// GUARD=canary from the environment, and falls back to canaries when the mappings run out, saying
// so once.
Guard guardkind();
void chooseguard(const char* wish);  // as the environment's GUARD would, for all stacks from now on

// Stacks from this address up have a canary, and a switch away from one of them looks at it.
// Relaxed: a goroutine gets its stack through the stacks' lock, after this was set.
extern std::atomic<uintptr_t> canary_from;
bool canaryalive(const Stack& stack);  // false: its goroutine has written over it

// The goroutine stack whose guard holds this address: its index, or -1. For the fault handler.
long guard_hit(uintptr_t address);

}  // namespace rt
