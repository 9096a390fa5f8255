#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <duration.hpp>

namespace rt {

int64_t duration(const char* text) {
  if (*text < '0' || '9' < *text) return 0;  // strtol would take blanks and signs
  char* unit;
  errno = 0;
  long n = strtol(text, &unit, 10);
  if (errno || n > 1'000'000) return 0;
  if (!strcmp(unit, "s")) return n * 1'000'000'000;
  if (!strcmp(unit, "ms")) return n * 1'000'000;
  return strcmp(unit, "us") ? 0 : n * 1'000;
}

}  // namespace rt
