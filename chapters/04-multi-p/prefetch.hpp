// What will be needed soon.
#pragma once
#include <g.hpp>

namespace rt {

// A goroutine that comes out of the global queue may have been there for a long time, or was put
// there by another CPU, so its G is probably in no cache near this one. But others run before it,
// and its memory can be fetched meanwhile, for all that move at the same time.
inline void prefetch(const G* gp) {
  for (size_t i = 0; i < sizeof(G); i += 64)
    __builtin_prefetch(reinterpret_cast<const char*>(gp) + i);
}

}  // namespace rt
