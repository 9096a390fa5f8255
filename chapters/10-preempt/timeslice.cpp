#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <duration.hpp>
#include <fiber.hpp>
#include <preempt.hpp>

namespace rt {

constexpr int64_t kShort = 200'000;  // ours

static int64_t asked(const char* name, int64_t usual) {
  const char* wish = getenv(name);
  if (!wish || !*wish) return usual;
  if (!strcmp(wish, "off")) return 0;
  if (int64_t ns = duration(wish)) return ns;
  fprintf(stderr, "%s=%s: a time, such as 10ms or 200us, or off.\nusage: %s=off make chapter-N\n",
          name, wish, name);
  exit(2);
}

int64_t timeslice() {
  static int64_t ns = asked("SLICE", kForcePreempt);
  return ns;
}

bool foresees() {
  static bool yes = [] {
    const char* wish = getenv("FORESEE");
    if (!wish || !*wish || !strcmp(wish, "on")) return true;
    if (!strcmp(wish, "off")) return false;
    fprintf(stderr, "FORESEE=%s: I know on and off.\nusage: FORESEE=off make chapter-N\n", wish);
    exit(2);
  }();
  return yes;
}

int64_t shorttimeslice() {
  static int64_t ns = asked("SHORTSLICE", kShort);
  return ns;
}

}  // namespace rt
