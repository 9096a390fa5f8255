// What will be needed soon.
#pragma once
#include <g.hpp>

namespace rt {

// A goroutine that another CPU has made or finished is in no cache near this one. But others come
// before it, and its memory can be fetched meanwhile. For writing: that takes it out of the other's
// cache at once. (A CPU that does not know the instruction ignores it, and so does any CPU if there
// is nothing at that address.)
inline void prefetch(const G* gp) {
  for (size_t i = 0; i < sizeof(G); i += 64)
    asm volatile("prefetchw (%0)" : : "r"(reinterpret_cast<uintptr_t>(gp) + i));
}

}  // namespace rt
