#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <stack.hpp>

namespace rt {

constexpr size_t kLeast = 16 * 1024, kMost = 64 * 1024 * 1024;

// A number of bytes, perhaps with a k or an m after it, rounded up to whole pages. 0: none.
static size_t bytes(const char* text) {
  if (*text < '0' || '9' < *text) return 0;  // strtoul would take blanks and signs
  char* end;
  errno = 0;
  size_t n = strtoul(text, &end, 10);
  if (errno || n > kMost) return 0;
  if (*end == 'k' || *end == 'K') n *= 1024, end++;
  else if (*end == 'm' || *end == 'M') n *= 1024 * 1024, end++;
  return *end || n < kLeast || n > kMost ? 0 : (n + 4095) / 4096 * 4096;
}

// Go's stacks begin with 2 KiB and grow: when a function finds too little room, the goroutine moves
// to a stack twice as large, and every pointer into the old one is changed. In C++ nothing knows
// those pointers, so ours have one size for the whole run.
static size_t stacksize() {
  const char* wish = getenv("STACK");
  if (!wish || !*wish) return kGuardSize + (sanitized ? 256 : 64) * 1024;
  size_t n = bytes(wish);
  if (n) return kGuardSize + n;
  fprintf(stderr,
          "STACK=%s: a goroutine's stack has a size from 16k to 64m.\n"
          "usage: STACK=256k make chapter-N\n",
          wish);
  exit(2);
}

const size_t kStackSize = stacksize();

}  // namespace rt
