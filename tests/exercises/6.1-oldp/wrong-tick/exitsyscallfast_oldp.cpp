// Forgets that the P may have been away.
#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall;
  if (!oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel,
                                            memory_order_relaxed))
    return false;
  acquirep(oldp);
  return true;
}

}  // namespace rt
