// Exercise 2.5 ★★ (30 minutes, rebuild): where stacks come from, and where they go
//
// All stacks lie side by side in one range of addresses, `arena`, each kStackSize bytes long:
//
//    base          base + kStackSize              base + used * kStackSize
//    | guard | …   | guard | usable …         |   | not used yet …
//                          lo                 hi
//
// Write `take`, `give` and `guard_hit`; stackalloc and stackfree call the first two with the arena
// locked. The helpers are there.
//   - take: the stack that was given back last is the next one handed out, since its memory is
//     still warm. If none has been given back, hand out the next one that was never used; they go
//     upwards from base, one after the other. Stack.hi is its end, Stack.lo the first address above
//     its guard, whose size is kGuardSize;
//   - a stack gets its guard, makeguard(address of the guard), when it is handed out for the first
//     time, and never again. `reserve` is called before the first stack of all, `makewritable` when
//     there is no writable one left, and before the guard is made: it makes a guard writable, too;
//   - give: the list of free stacks costs no memory. Each free stack holds the link to the one that
//     was given back before it in its own highest word (`top`), in a page that was in use anyway.
//     All else in it stays as it is: its low end may hold a canary;
//   - guard_hit(address): if the address lies in the guard of a stack that was handed out at least
//     once, that stack's index (0 is the one at base); else -1. It is called by the handler of a
//     fault, with any address at all.
// Why it matters: a goroutine is as cheap as its stack. And who gives a stack away while somebody
// still stands on it, or hands out one twice, finds out much later, and somewhere else.
// Done: make exercise-2.5 says so. Stuck: make hint-2.5
#include <sys/mman.h>

#include <fatal.hpp>
#include <guard.hpp>
#include <lock.hpp>
#include <not_done.hpp>
#include <rawsyscall.hpp>
#include <stack.hpp>

namespace rt {

// One range of addresses for all stacks there will ever be. Reserving costs nothing: memory is
// there when a stack is first written to, page by page.
constexpr size_t kMostStacks = size_t{1} << 20;
constexpr size_t kChunk = 1024;  // stacks made writable with one call

static struct Arena {
  Lock<"stacks.lock"> lock;
  uintptr_t base = 0;
  size_t limit = 0;     // stacks that the range has room for
  size_t writable = 0;  // stacks that are mapped for writing
  size_t used = 0;      // stacks handed out at least once
  uintptr_t free = 0;   // hi of the last stack given back; the next one's hi is at its top
} arena;

// Sets base and limit.
[[maybe_unused]] static void reserve() {
  for (size_t n = kMostStacks; n >= kChunk;
       n /= 2) {  // less where addresses are rationed (ulimit -v)
    SyscallResult r = RawSyscall6(SYS_mmap, 0, n * kStackSize, PROT_NONE,
                                  MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (r.err) continue;
    arena.base = r.r1;
    arena.limit = n;
    // A huge page would make a stack of which one page is used cost two megabytes.
    RawSyscall(SYS_madvise, arena.base, n * kStackSize, MADV_NOHUGEPAGE);
    return;
  }
  fatal("runtime: cannot reserve addresses for stacks");
}

// Makes the next kChunk stacks of the range writable.
[[maybe_unused]] static void makewritable() {
  if (arena.writable == arena.limit) fatal("runtime: out of stacks (%zu in use)", arena.used);
  uintptr_t lo = arena.base + arena.writable * kStackSize;
  Errno err = RawSyscall(SYS_mprotect, lo, kChunk * kStackSize, PROT_READ | PROT_WRITE).err;
  if (err) fatal("runtime: out of memory for stacks");
  arena.writable += kChunk;
}

// The highest word of the stack that ends at hi.
[[maybe_unused]] static uintptr_t& top(uintptr_t hi) {
  return reinterpret_cast<uintptr_t*>(hi)[-1];
}

static Stack take() { not_done("2.5"); }

static void give(Stack stack) {
  (void)stack;
  not_done("2.5");
}

long guard_hit(uintptr_t address) {
  (void)address;
  not_done("2.5");
}

Stack stackalloc() {
  arena.lock.lock();
  Stack stack = take();
  arena.lock.unlock();
  return stack;
}

void stackfree(Stack stack) {
  arena.lock.lock();
  give(stack);
  arena.lock.unlock();
}

void stacksrelease() {
  constexpr size_t kKept = 1024;  // worth more than the memory, for the next run
  if (arena.used <= kKept) return;
  RawSyscall(SYS_madvise, arena.base, arena.used * kStackSize, MADV_DONTNEED);
  keepguards(arena.base + arena.used * kStackSize);
  arena.used = arena.free = 0;  // the list was written in them
}

}  // namespace rt
