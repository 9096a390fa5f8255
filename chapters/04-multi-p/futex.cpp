#include <linux/futex.h>

#include <cerrno>
#include <ctime>
#include <futex.hpp>
#include <rawsyscall.hpp>

namespace rt {

static_assert(sizeof(std::atomic<uint32_t>) == 4, "the kernel reads the word too");

void futexsleep(std::atomic<uint32_t>* addr, uint32_t val) {
  RawSyscall6(SYS_futex, word(addr), FUTEX_WAIT_PRIVATE, val, 0, 0, 0);
}

bool futexsleep_for(std::atomic<uint32_t>* addr, uint32_t val, int64_t ns) {
  timespec limit = {ns / 1'000'000'000, ns % 1'000'000'000};
  return RawSyscall6(SYS_futex, word(addr), FUTEX_WAIT_PRIVATE, val, word(&limit), 0, 0).err !=
         ETIMEDOUT;
}

void futexwakeup(std::atomic<uint32_t>* addr, uint32_t cnt) {
  RawSyscall6(SYS_futex, word(addr), FUTEX_WAKE_PRIVATE, cnt, 0, 0, 0);
}

}  // namespace rt
