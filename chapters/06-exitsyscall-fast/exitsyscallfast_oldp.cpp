#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <trace_g.hpp>

namespace rt {

// One compare-and-swap decides between this thread and sysmon, which tries the same in retake: the
// thread that moves the P from Psyscall to Pidle owns it.
//
// It does not show whether this is still *our* system call. The P may have been retaken, run by
// another M, and left in Psyscall by that M's call; then we take it out of that one. Nothing is
// wrong with that: a P in Psyscall belongs to nobody. syscalltick shows it, and moves on by one
// here, since that other call has lost its P. For our own call exitsyscall moves it on, [5].
// Go 1.21: runtime/proc.go, exitsyscallfast and exitsyscallfast_reacquired
bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  // [2] acquire: what others have done with the P. It pairs with reentersyscall's release.
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acquire,
                                            memory_order_relaxed))
    return false;
  acquirep(oldp);
  if (getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed))
    nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
