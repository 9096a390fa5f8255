#include <fatal.hpp>
#include <new>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, allocm
M* allocm(int32_t id, P* pp, bool spinning) {
  M* mp = new (std::nothrow) M{};  // on g0, where nobody catches an exception
  G* g0 = new (std::nothrow) G{};
  if (!mp || !g0) fatal("runtime: out of memory for a thread");
  mp->g0 = g0;
  mp->id = id;
  mp->nextp = pp;
  mp->spinning = spinning;
  mp->rand = 0x9e3779b97f4a7c15 * static_cast<uint64_t>(id + 1);
  trace(Ev::ThreadStart, pp, nullptr, static_cast<uint32_t>(id));
  return mp;
}

}  // namespace rt
