#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// One compare-and-swap decides between this thread and sysmon, which tries the very same in retake:
// whoever moves the P from Psyscall to Pidle owns it.
//
// What it does not show is whether this is still *our* system call. The P may have been retaken,
// run by another M, and left in Psyscall by that M's call; then we take it out of that one. Nothing
// is wrong with that: a P in Psyscall belongs to nobody. syscalltick shows it, and goes on by one
// here, for that other call has lost its P. For our own call exitsyscall moves it on, [5].
// Go 1.21: runtime/proc.go, exitsyscallfast and exitsyscallfast_reacquired
bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  // [2] acquire: what others did with the P meanwhile. It pairs with reentersyscall's release.
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel,
                                            memory_order_relaxed))
    return false;
  acquirep(oldp);
  if (getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed))
    nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
