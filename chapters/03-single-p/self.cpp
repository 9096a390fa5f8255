#include <fatal.hpp>
#include <self.hpp>

namespace rt {

void nogoroutine(const char* what) {
  if (getg()) fatal("%s: called on g0, the scheduler's own stack", what);
  fatal("%s: called from a thread that runs no goroutines (start with rt::run)", what);
}

}  // namespace rt
