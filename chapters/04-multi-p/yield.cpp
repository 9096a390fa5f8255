#include <ctime>
#include <rawsyscall.hpp>
#include <yield.hpp>

namespace rt {

void procyield(int times) {
  for (int i = 0; i < times; i++) asm volatile("pause");
}

void osyield() { RawSyscall(SYS_sched_yield, 0, 0, 0); }

void usleep(uint32_t us) {
  timespec time = {us / 1'000'000, us % 1'000'000 * 1000};
  RawSyscall(SYS_nanosleep, word(&time), 0, 0);
}

}  // namespace rt
