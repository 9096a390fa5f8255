#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, newm and allocm
void newm(int32_t id, P* pp, bool spinning) {
  M* mp = new M{};
  mp->g0 = new G{};
  mp->id = id;
  mp->nextp = pp;
  mp->spinning = spinning;
  mp->rand = 0x9e3779b97f4a7c15 * static_cast<uint64_t>(id + 1);
  trace(Ev::ThreadStart, pp, nullptr, static_cast<uint32_t>(id));
  newm1(mp);
}

}  // namespace rt
