#include <lockosthread.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

// A new thread inherits its parent's signal mask, affinity, directory and namespaces. The thread of
// a locked goroutine may have changed its own, so it lets the template thread start the new one.
// sysmon, which has no G, never changes anything.
static bool mayhavechanged() {
  G* gp = getg();
  return gp && (gp->m->lockedExt != 0 || gp->m->unclean);
}

// Go 1.21: runtime/proc.go, newm
void newm(int32_t id, P* pp, bool spinning) {
  M* mp = allocm(id, pp, spinning);
  if (mayhavechanged()) handofftotemplate(mp);
  else newm1(mp);
}

}  // namespace rt
