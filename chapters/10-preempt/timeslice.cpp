#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <duration.hpp>
#include <fiber.hpp>
#include <preempt.hpp>

namespace rt {

constexpr int64_t kForcePreempt = 10'000'000;  // Go 1.21: runtime/proc.go, forcePreemptNS

static int64_t asked(const char* wish) {
  if (!wish || !*wish) return kForcePreempt;
  if (!strcmp(wish, "off")) return 0;
  if (int64_t ns = duration(wish)) return ns;
  fprintf(stderr,
          "SLICE=%s: a time, such as 10ms or 200us, or off.\nusage: SLICE=off make chapter-N\n",
          wish);
  exit(2);
}

int64_t timeslice() {
  static int64_t ns = asked(getenv("SLICE"));
  return sanitized ? 0 : ns;
}

}  // namespace rt
