#include <fatal.hpp>
#include <self.hpp>

namespace rt {

void nogoroutine(const char* what) {
  G* gp = getg();
  if (!gp) fatal("%s: called from a thread that runs no goroutines (start with rt::run)", what);
  if (gp->goid == 0 && gp->m->p) fatal("%s: called on g0, the scheduler's own stack", what);
  fatal("%s: called between entersyscall and exitsyscall, where a goroutine has no P", what);
}

}  // namespace rt
