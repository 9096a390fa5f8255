// What will be needed soon.
#pragma once
#include <g.hpp>

namespace rt {

// A goroutine that comes out of the global queue may have stood there for long, and whoever put it
// there may be on another CPU: then no cache near this one has its G. But it has others before it
// in the ring. So its memory can come while they run, and for all that move at once.
inline void prefetch(const G* gp) {
  for (size_t i = 0; i < sizeof(G); i += 64)
    __builtin_prefetch(reinterpret_cast<const char*>(gp) + i);
}

}  // namespace rt
