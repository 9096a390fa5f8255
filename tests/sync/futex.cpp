// Under the explorer a sleeping thread is not chosen.
#include <explorer.hpp>
#include <futex.hpp>
#include <watch.hpp>

#define futexsleep os_futexsleep
#define futexsleep_for os_futexsleep_for
#define futexwakeup os_futexwakeup
#include "../../chapters/04-multi-p/futex.cpp"
#undef futexsleep
#undef futexsleep_for
#undef futexwakeup

namespace rt {

void futexsleep(std::atomic<uint32_t>* addr, uint32_t val) {
  sync::kernelcalls++;
  if (sync::explored_sleep(addr, val)) return;
  if (sync::sleep_hook && addr->load() == val) sync::sleep_hook(addr);
  os_futexsleep(addr, val);
}

// Its time may be over at any moment.
bool futexsleep_for(std::atomic<uint32_t>* addr, uint32_t val, int64_t ns) {
  sync::kernelcalls++;
  return sync::explored_yield() ? false : os_futexsleep_for(addr, val, ns);
}

void futexwakeup(std::atomic<uint32_t>* addr, uint32_t cnt) {
  sync::kernelcalls++;
  if (!sync::explored_wake(addr, cnt)) os_futexwakeup(addr, cnt);
}

}  // namespace rt
