#include <cstdio>
#include <cstdlib>
#include <duration.hpp>
#include <sysmon.hpp>

namespace rt {

static int64_t asked(const char* wish) {
  if (!wish || !*wish) return 0;
  if (int64_t ns = duration(wish)) return ns;
  fprintf(stderr, "WATCHDOG=%s: a time, such as 1s or 50ms.\nusage: WATCHDOG=1s make chapter-N\n",
          wish);
  exit(2);
}

int64_t watchdoglimit() {
  static int64_t ns = asked(getenv("WATCHDOG"));
  return ns;
}

}  // namespace rt
