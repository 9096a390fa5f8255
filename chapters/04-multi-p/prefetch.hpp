// Fetches what will be needed soon.
#pragma once
#include <g.hpp>

namespace rt {

// A goroutine that another CPU has made or finished is in no cache near this CPU. But others come
// before it, and meanwhile its memory can be fetched. We fetch for writing, since that also takes
// it out of the other CPU's cache. (Nearly every CPU that does not know the instruction
// ignores it.) We stop at 192 bytes: the rest is for system calls. `from` is 0 or kPastGobuf, the
// cache line in which the Gobuf ends.
constexpr size_t kPastGobuf = sizeof(Gobuf) / 64 * 64;

inline void prefetch(const G* gp, size_t from) {
  for (size_t i = from; i < 192; i += 64)
    asm volatile("prefetchw (%0)" : : "r"(reinterpret_cast<uintptr_t>(gp) + i));
}

}  // namespace rt
