#include <algorithm>
#include <bit>
#include <cstdlib>
#include <proc.hpp>
#include <rawsyscall.hpp>
#include <runq.hpp>
#include <spin.hpp>

namespace rt {

// How many CPUs this process may use. The kernel refuses a mask that is smaller than its own, and
// cpu_set_t ends at 1,024 CPUs. Go 1.21: runtime/os_linux.go, getproccount
static int affinity() {
  static uint64_t mask[64 * 1024 / 64];
  SyscallResult r = RawSyscall(SYS_sched_getaffinity, 0, sizeof mask, word(mask));
  if (r.err) return 1;
  int cpus = 0;
  for (uint64_t word : mask) cpus += std::popcount(word);
  return std::min(cpus, kMaxProcs);
}

static int wanted = 0;  // 0: not set

// Go 1.21: runtime/debug.go, GOMAXPROCS; runtime/proc.go, schedinit
int GOMAXPROCS(int n) {
  if (wanted == 0) {
    const char* wish = getenv("GOMAXPROCS");
    char* end = nullptr;
    long number = wish ? strtol(wish, &end, 10) : 0;
    bool understood = number > 0 && *end == 0;
    wanted = understood ? static_cast<int>(std::min<long>(number, kMaxProcs)) : affinity();
  }
  int before = wanted;
  if (n > 0) wanted = std::min(n, kMaxProcs);
  return before;
}

// Go 1.21: runtime/proc.go, procresize. Nothing runs yet.
void procresize(int n) {
  gomaxprocs = n;
  for (int i = 0; i < n; i++) {
    allp[i] = new P{};
    allp[i]->id = i;
  }
  for (int i = n - 1; i > 0; i--) pidleput(allp[i]);  // all but the first, which the caller takes
}

// Nothing runs any more: what the Ps have kept for later goes to where chapter 3 keeps it.
void procdestroy() {
  for (int i = 0; i < gomaxprocs; i++) {
    gpurge(allp[i]);
    delete allp[i];
    allp[i] = nullptr;
  }
  gomaxprocs = 0;
  stacksrelease();
}

}  // namespace rt
