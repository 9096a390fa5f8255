#include <sys/mman.h>

#include <clock.hpp>
#include <fatal.hpp>
#include <new>
#include <proc.hpp>
#include <rawsyscall.hpp>
#include <sched.hpp>

namespace rt {

// Gs are never given back, so that a stale pointer to one still points to a G. They are cut from
// slabs, straight from the kernel: zeroed pages, touched only when used.
constexpr size_t kSlab = 2 << 20;  // one huge page; it must begin at a multiple of its size
static char* slab = nullptr;
static size_t left = 0;
static bool cheap = true;  // are huge pages?
// Apart from sched.lock: the first G of a huge page waits until the kernel has zeroed all of it.
static Lock<"slab.lock"> slablock;

// A huge page costs one page fault instead of 512, and one entry in the CPU's TLB. If the kernel
// has none to give, the Gs go into small pages: no harm done. mmap aligns to small pages only, so
// we map twice the size and give both ends back.
static char* newslab() {
  SyscallResult r = RawSyscall6(SYS_mmap, 0, 2 * kSlab, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (r.err) fatal("runtime: out of memory for goroutines");
  uintptr_t begin = (r.r1 + kSlab) / kSlab * kSlab, end = begin + kSlab;
  RawSyscall(SYS_munmap, r.r1, begin - r.r1, 0);
  if (end != r.r1 + 2 * kSlab) RawSyscall(SYS_munmap, end, r.r1 + 2 * kSlab - end, 0);
  // Not the first: a program with few goroutines gets by with a few small pages.
  RawSyscall(SYS_madvise, begin, kSlab, slab && cheap ? MADV_HUGEPAGE : MADV_NOHUGEPAGE);
  return reinterpret_cast<char*>(begin);
}

// Touches a new slab. A huge page should take a tenth of a millisecond. But in a virtual machine
// the host may have to find the memory first, piece by piece, and that takes longer than all the
// small pages would: then it was the last.
static void touch(char* fresh) {
  constexpr int64_t kSmallPages = 500'000;  // 512 page faults, nanoseconds
  int64_t start = nanotime();
  *static_cast<volatile char*>(fresh) = 0;
  if (nanotime() - start > kSmallPages) cheap = false;
}

static G* cut() {
  slablock.lock();
  if (left < sizeof(G)) {
    touch(slab = newslab());
    left = kSlab;
    fiber_roots(slab, kSlab);  // closures hold pointers
  }
  G* gp = new (slab) G{};
  slab += sizeof(G);
  left -= sizeof(G);
  slablock.unlock();
  return gp;
}

// Go 1.21: runtime/proc.go, malg and allgadd
G* malg() {
  G* gp = cut();
  sched.lock.lock();
  gp->alllink = sched.allgs;
  sched.allgs = gp;
  sched.lock.unlock();
  return gp;
}

}  // namespace rt
