#include <sys/mman.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <g.hpp>
#include <guard.hpp>
#include <printerr.hpp>
#include <rawsyscall.hpp>

namespace rt {

#ifndef MADV_GUARD_INSTALL
#define MADV_GUARD_INSTALL 102
#endif
constexpr uint64_t kCanary = 0x57ac4c0de57ac4c0;
constexpr size_t kCanaryWords = 8;

std::atomic<uintptr_t> canary_from = ~uintptr_t{0};

// A guard that is a mapping splits the arena in two: each costs two mappings. Half of the usual
// vm.max_map_count (65,530) stays free for the rest of the program.
constexpr long kMostMprotects = 16 * 1024;
static long mprotects = 0;

static Guard named(const char* wish) {
  if (!wish || !*wish || !strcmp(wish, "install")) return Guard::install;
  if (!strcmp(wish, "mprotect")) return Guard::mprotect;
  if (!strcmp(wish, "canary")) return Guard::canary;
  fprintf(stderr,
          "GUARD=%s: I know install, mprotect and canary.\nusage: GUARD=mprotect make chapter-N\n",
          wish);
  exit(2);
}

static Guard& kind() {
  static Guard guard = named(getenv("GUARD"));
  return guard;
}

Guard guardkind() { return kind(); }

void chooseguard(const char* wish) { kind() = named(wish); }

static void fallback(const char* why) {
  printerr("runtime: %s: from here on, stacks have a canary instead of a guard page\n", why);
  kind() = Guard::canary;
}

static uintptr_t kept = 0;
void keepguards(uintptr_t end) { kept = std::max(kept, end); }

static bool guarded(uintptr_t lo) {
  if (lo < kept && kind() != Guard::canary) return true;
  if (kind() == Guard::install) {
    if (!RawSyscall(SYS_madvise, lo, kGuardSize, MADV_GUARD_INSTALL).err) return true;
    kind() = Guard::mprotect;  // a kernel before 6.13
  }
  if (kind() == Guard::mprotect) {
    if (mprotects == kMostMprotects) fallback("no more mappings for guard pages");
    else if (RawSyscall(SYS_mprotect, lo, kGuardSize, PROT_NONE).err) fallback("mprotect failed");
    else return mprotects++, true;
  }
  return false;
}

void makeguard(uintptr_t lo) {
  // Stacks are handed out upwards. From the first one with a canary on all have one, guarded or
  // not, since a switch knows a stack by its address alone.
  bool first = !guarded(lo) && lo < canary_from.load(std::memory_order_relaxed);
  if (first) canary_from.store(lo, std::memory_order_relaxed);
  if (lo < canary_from.load(std::memory_order_relaxed)) return;
  auto words = reinterpret_cast<uint64_t*>(lo + kGuardSize);
  for (size_t i = 0; i < kCanaryWords; i++) words[i] = kCanary;
}

bool canaryalive(const Stack& stack) {
  auto words = reinterpret_cast<uint64_t*>(stack.lo);
  return std::all_of(words, words + kCanaryWords, [](uint64_t word) { return word == kCanary; });
}

}  // namespace rt
