#include <linux/membarrier.h>
#include <sys/syscall.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fatal.hpp>
#include <membarrier.hpp>
#include <rawsyscall.hpp>

namespace rt {

static uintptr_t membarrier(uintptr_t command) {
  return RawSyscall(SYS_membarrier, command, 0, 0).err;
}

static bool refused(const char* wish) {
  if (!wish || !*wish || !strcmp(wish, "on")) return false;
  if (!strcmp(wish, "off")) return true;
  fprintf(stderr, "MEMBARRIER=%s: I know on and off.\nusage: MEMBARRIER=off make chapter-N\n",
          wish);
  exit(2);
}

// Once a process is registered the kernel does not refuse. A filter that is installed later does,
// and then we can only stop: the frequent side has no fence.
const bool asymmetric =
    !refused(getenv("MEMBARRIER")) && membarrier(MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED) == 0;

void heavyfence() {
  fullfence();
  if (!asymmetric) return;
  if (uintptr_t err = membarrier(MEMBARRIER_CMD_PRIVATE_EXPEDITED))
    fatal("membarrier: %s", strerror(static_cast<int>(err)));
}

}  // namespace rt
