#include <linux/membarrier.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdlib>
#include <membarrier.hpp>

namespace rt {

static long membarrier(int command) { return syscall(SYS_membarrier, command, 0, 0); }
static const long registered = membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED);

void heavyfence() {
  sync::Watcher* w = sync::watcher.load(std::memory_order_acquire);
  if (w && asymmetric) w->heavy();
  fullfence();
  if (registered == 0 && membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED)) abort();
}

}  // namespace rt
