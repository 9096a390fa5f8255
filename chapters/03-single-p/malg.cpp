#include <sys/mman.h>

#include <fatal.hpp>
#include <new>
#include <proc.hpp>
#include <rawsyscall.hpp>
#include <sched.hpp>

namespace rt {

// Gs are never given back, so that a stale pointer to one still points to a G. They are cut from
// slabs, straight from the kernel: zeroed pages, touched only when used.
constexpr size_t kSlab = 1 << 20;
static char* slab = nullptr;
static size_t left = 0;

// Go 1.21: runtime/proc.go, malg and allgadd
G* malg() {
  sched.lock.lock();
  if (left < sizeof(G)) {
    SyscallResult r =
        RawSyscall6(SYS_mmap, 0, kSlab, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (r.err) fatal("runtime: out of memory for goroutines");
    slab = reinterpret_cast<char*>(r.r1);
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
