// Waiting without being woken: for a moment, for a turn, for a time.
#pragma once
#include <cstdint>

namespace rt {

// Tells the processor that this is a spinning loop. Go 1.21: runtime/asm_amd64.s, procyield
void procyield(int times);

// Lets another thread have this CPU; sched_yield(2). Go 1.21: runtime/sys_linux_amd64.s, osyield
void osyield();

// Sleeps for about us microseconds; nanosleep(2). Go 1.21: runtime/sys_linux_amd64.s, usleep
void usleep(uint32_t us);

}  // namespace rt
