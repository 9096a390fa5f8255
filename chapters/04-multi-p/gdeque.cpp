#include <sys/mman.h>

#include <fatal.hpp>
#include <gdeque.hpp>
#include <rawsyscall.hpp>

namespace rt {

constexpr uint32_t kFirst = 512;  // a page

// Not with malloc: from chapter 10 on, a goroutine may have been stopped inside it, holding its
// lock. We would wait for the lock, and the goroutine for us.
void GDeque::grow() {
  uint32_t old = capacity, now = old ? 2 * old : kFirst;
  SyscallResult r = old ? RawSyscall6(SYS_mremap, reinterpret_cast<uintptr_t>(slots),
                                      old * sizeof(G*), now * sizeof(G*), MREMAP_MAYMOVE, 0, 0)
                        : RawSyscall6(SYS_mmap, 0, now * sizeof(G*), PROT_READ | PROT_WRITE,
                                      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (r.err) fatal("runtime: out of memory for a queue of goroutines");
  slots = reinterpret_cast<G**>(r.r1);
  capacity = now;
  // Indices now use one more bit. Where it is set, the G belongs in the new half.
  for (uint32_t i = begin; i != end; i++) {
    if (i & old) at(i) = slots[i & (old - 1)];
  }
}

}  // namespace rt
