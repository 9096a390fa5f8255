#include <fatal.hpp>
#include <lockosthread.hpp>
#include <proc.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, LockOSThread and dolockOSThread
void LockOSThread() {
  G* gp = self("LockOSThread");
  startTemplateThread();  // while this thread is still like the others
  gp->m->lockedExt++;
  gp->m->lockedg = gp;
  gp->lockedm = gp->m;
}

// Go 1.21: runtime/proc.go, UnlockOSThread and dounlockOSThread
void UnlockOSThread() {
  G* gp = self("UnlockOSThread");
  if (gp->m->lockedExt == 0 || --gp->m->lockedExt > 0) return;
  gp->m->lockedg = nullptr;
  gp->lockedm = nullptr;
}

}  // namespace rt
