#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sysmon.hpp>

namespace rt {

// A whole number of seconds or milliseconds, in nanoseconds; 0: it is none.
static int64_t duration(const char* text) {
  if (*text < '0' || '9' < *text) return 0;  // strtol would take blanks and signs
  char* unit;
  errno = 0;
  long n = strtol(text, &unit, 10);
  if (errno || n > 1'000'000) return 0;
  if (!strcmp(unit, "s")) return n * 1'000'000'000;
  return strcmp(unit, "ms") ? 0 : n * 1'000'000;
}

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
