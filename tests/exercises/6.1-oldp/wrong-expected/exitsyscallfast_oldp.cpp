// Tries twice, with what the first try has written into `expected`.
#include <exitsyscallfast.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

bool exitsyscallfast_oldp(P* oldp) {
  uint32_t status = Psyscall; bool got = false;
  for (int i = 0; i < 2 && !got; i++) got = oldp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel, memory_order_relaxed);
  if (!got) return false;
  acquirep(oldp);
  bool away = getg()->m->syscalltick != oldp->syscalltick.load(memory_order_relaxed);
  if (away) nexttick(oldp->syscalltick);
  return true;
}

}  // namespace rt
