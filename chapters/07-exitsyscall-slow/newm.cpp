#include <lockosthread.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// A new thread inherits its parent's signal mask, affinity, directory and namespaces. The thread of
// a locked goroutine may have changed its own, so it lets the template thread start the new one.
// sysmon, which has no G, never changes anything.
static bool mayhavechanged() {
  G* gp = getg();
  return gp && (gp->m->lockedExt != 0 || gp->m->unclean);
}

// Go 1.21: runtime/proc.go, newm and allocm
void newm(int32_t id, P* pp, bool spinning) {
  M* mp = new M{};
  mp->g0 = new G{};
  mp->id = id;
  mp->nextp = pp;
  mp->spinning = spinning;
  mp->rand = 0x9e3779b97f4a7c15 * static_cast<uint64_t>(id + 1);
  trace(Ev::ThreadStart, pp, nullptr, static_cast<uint32_t>(id));
  if (mayhavechanged()) handofftotemplate(mp);
  else newm1(mp);
}

}  // namespace rt
