#include <sys/mman.h>

#include <fatal.hpp>
#include <new>
#include <proc.hpp>
#include <rawsyscall.hpp>
#include <sched.hpp>

namespace rt {

// Gs are never given back, so that a stale pointer to one still points to a G. They are cut from
// slabs, straight from the kernel: zeroed pages, touched only when used.
constexpr size_t kSlab = 2 << 20;  // a huge page, which must begin at a multiple of its size
static char* slab = nullptr;
static size_t left = 0;

// A huge page is one page fault instead of 512, and one entry of the CPU's TLB. A program with few
// goroutines gets by with a few small pages, so the first slab asks for none. If the kernel has
// none, the Gs stand in small pages: no harm done.
static char* newslab() {
  SyscallResult r = RawSyscall6(SYS_mmap, 0, 2 * kSlab, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (r.err) fatal("runtime: out of memory for goroutines");
  uintptr_t before = -r.r1 % kSlab, begin = r.r1 + before;
  if (before) RawSyscall(SYS_munmap, r.r1, before, 0);
  RawSyscall(SYS_munmap, begin + kSlab, kSlab - before, 0);
  if (slab) RawSyscall(SYS_madvise, begin, kSlab, MADV_HUGEPAGE);
  return reinterpret_cast<char*>(begin);
}

// Go 1.21: runtime/proc.go, malg and allgadd
G* malg() {
  sched.lock.lock();
  if (left < sizeof(G)) {
    slab = newslab();
    left = kSlab;
    fiber_roots(slab, kSlab);  // closures hold pointers
  }
  G* gp = new (slab) G{};
  slab += sizeof(G);
  left -= sizeof(G);
  gp->alllink = sched.allgs;
  sched.allgs = gp;
  sched.lock.unlock();
  return gp;
}

}  // namespace rt
