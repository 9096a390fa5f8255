// Under the explorer a thread is a coroutine, and so is whom a signal goes to.
#include <explorer.hpp>

#if CHAPTER >= 10  // before that nobody sends one
#define threadid os_threadid
#define signalM os_signalM
#include "../../chapters/10-preempt/signalm.cpp"
#undef threadid
#undef signalM

namespace rt {

int32_t threadid() {
  int thread = sync::explored_self();
  return thread ? thread : os_threadid();
}

void signalM(int32_t tid) {
  if (sync::explored_self()) sync::explored_signal(tid);
  else os_signalM(tid);
}

}  // namespace rt
#endif
