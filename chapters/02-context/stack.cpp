#include <sys/mman.h>

#include <fatal.hpp>
#include <guard.hpp>
#include <lock.hpp>
#include <rawsyscall.hpp>
#include <stack.hpp>

namespace rt {

// One range of addresses for all stacks there will ever be. Reserving costs nothing: the
// kernel adds memory page by page, when a stack is first written to.
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

static void makewritable() {
  uintptr_t lo = arena.base + arena.writable * kStackSize;
  Errno err = RawSyscall(SYS_mprotect, lo, kChunk * kStackSize, PROT_READ | PROT_WRITE).err;
  if (err) fatal("runtime: out of memory for stacks");
  arena.writable += kChunk;
}

static uintptr_t& top(uintptr_t hi) { return reinterpret_cast<uintptr_t*>(hi)[-1]; }

Stack stackalloc() {
  arena.lock.lock();
  if (!arena.base) reserve();
  uintptr_t hi = arena.free;
  if (hi) {
    arena.free = top(hi);
  } else {
    if (arena.used == arena.limit) fatal("runtime: out of stacks (%zu in use)", arena.used);
    if (arena.used == arena.writable) makewritable();
    uintptr_t lo = arena.base + arena.used++ * kStackSize;
    makeguard(lo);
    hi = lo + kStackSize;
  }
  arena.lock.unlock();
  return {hi - kStackSize + kGuardSize, hi};
}

void stackfree(Stack stack) {
  arena.lock.lock();
  top(stack.hi) = arena.free;
  arena.free = stack.hi;
  arena.lock.unlock();
}

long guard_hit(uintptr_t address) {
  size_t index = (address - arena.base) / kStackSize;
  if (address < arena.base || index >= arena.used) return -1;
  return (address - arena.base) % kStackSize < kGuardSize ? static_cast<long>(index) : -1;
}

void stacksrelease() {
  constexpr size_t kKept = 1024;  // worth more than the memory, for the next run
  if (arena.used <= kKept) return;
  RawSyscall(SYS_madvise, arena.base, arena.used * kStackSize, MADV_DONTNEED);
  keepguards(arena.base + arena.used * kStackSize);
  arena.used = arena.free = 0;  // the list was written in them
}

}  // namespace rt
