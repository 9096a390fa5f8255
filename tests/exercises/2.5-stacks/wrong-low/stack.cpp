// Links the free stacks at their low end, where the canary is.
#include <sys/mman.h>

#include <fatal.hpp>
#include <guard.hpp>
#include <lock.hpp>
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
static void reserve() {
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
static void makewritable() {
  if (arena.writable == arena.limit) fatal("runtime: out of stacks (%zu in use)", arena.used);
  uintptr_t lo = arena.base + arena.writable * kStackSize;
  Errno err = RawSyscall(SYS_mprotect, lo, kChunk * kStackSize, PROT_READ | PROT_WRITE).err;
  if (err) fatal("runtime: out of memory for stacks");
  arena.writable += kChunk;
}

// The highest word of the stack that ends at hi.
static uintptr_t& top(uintptr_t hi) {
  return reinterpret_cast<uintptr_t*>(hi)[-1];
}

static uintptr_t& low(uintptr_t hi) {
  return *reinterpret_cast<uintptr_t*>(hi - kStackSize + kGuardSize);
}

static Stack take() {
  if (!arena.base) reserve();
  uintptr_t hi = arena.free;
  if (hi) {
    arena.free = low(hi);
  } else {
    if (arena.used == arena.writable) makewritable();
    uintptr_t guard = arena.base + kStackSize * arena.used++;
    makeguard(guard);
    hi = guard + kStackSize;
  }
  return {hi - kStackSize + kGuardSize, hi};
}

static void give(Stack stack) {
  low(stack.hi) = arena.free;
  arena.free = stack.hi;
}

long guard_hit(uintptr_t address) {
  if (address < arena.base || address >= arena.base + arena.used * kStackSize) return -1;
  uintptr_t offset = address - arena.base;
  return offset % kStackSize < kGuardSize ? static_cast<long>(offset / kStackSize) : -1;
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
