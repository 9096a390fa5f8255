// Under the explorer a thread that waits for a while is not chosen again until another has done
// something.
#include <explorer.hpp>
#include <watch.hpp>
#include <yield.hpp>

#define procyield os_procyield
#define osyield os_osyield
#define usleep os_usleep
#include "../../chapters/04-multi-p/yield.cpp"
#undef procyield
#undef osyield
#undef usleep

namespace rt {

void procyield(int times) {
  sync::pauses++;
  if (!sync::explored_yield()) os_procyield(times);
}

void osyield() {
  sync::kernelcalls++;
  if (!sync::explored_yield()) os_osyield();
}

void usleep(uint32_t us) {
  sync::kernelcalls++;
  sync::lastpause = us;
  if (!sync::explored_yield()) os_usleep(us);
}

}  // namespace rt
