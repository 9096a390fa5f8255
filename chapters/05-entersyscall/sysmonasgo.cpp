#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sysmon.hpp>

namespace rt {

static bool asked(const char* wish) {
  if (!wish || !*wish || !strcmp(wish, "ours")) return false;
  if (!strcmp(wish, "go")) return true;
  fprintf(stderr, "SYSMON=%s: I know go and ours.\nusage: SYSMON=go make chapter-N\n", wish);
  exit(2);
}

bool sysmonasgo() {
  static bool go = asked(getenv("SYSMON"));
  return go;
}

}  // namespace rt
