// Exercise 2.5: stacks handed out and given back, in an order that the test knows.
#include <exercise.hpp>

#include <cstring>
#include <set>
#include <stack.hpp>

using namespace rt;
using namespace exercise;

static const char* kOne = "a stack is handed out to one goroutine at a time";
static const char* kGuard =
    "a stack gets its guard at its low end, when it is handed out for the first time";
static const char* kHit = "an address in the guard of a stack in use tells which stack is full";
static const char* kMiss =
    "any other fault is no full stack: taking it for one hides what has really happened";

// One that is as it should be, as far as one sees from the outside.
static Stack next() {
  Stack s = stackalloc();
  equal("hi - lo", kStackSize - kGuardSize, s.hi - s.lo,
        "the guard is no part of the stack: lo is the first address above it");
  equal("hi % 16", 0u, s.hi % 16, "stacks lie side by side, each kStackSize bytes long");
  return s;
}
static void touch(uintptr_t address) { *reinterpret_cast<volatile uintptr_t*>(address) = 1; }

// Does a write to it crash?
static bool faults(uintptr_t address) {
  Child c = child(
      [=] {
        for (int one : {SIGSEGV, SIGBUS}) signal(one, SIG_DFL);  // it is no fault of the answer's
        touch(address);
      },
      3);
  return c.status != 0;
}

TEST_CASE("new stacks") {
  judge("two stacks, the first that are wanted", [] {
    crash_breaks("they are handed out",
                 "makewritable is called when no writable stack is left, before the guard is made");
    uintptr_t base = next().lo - kGuardSize, chunk = base + 1024 * kStackSize;
    next();
    expect(!faults(chunk - 8), "1024 writable stacks, from the first one on", "fewer",
           "makewritable makes 1024 stacks writable, from base on: there the first one lies");
    expect(faults(chunk), "1024 writable stacks, and no more", "more",
           "makewritable is called when no writable stack is left, and not before");
  });
  judge("2,500 stacks, none given back", [] {
    uintptr_t before = 0;
    for (int i = 0; i < 2500; i++) {
      crash_breaks(
          "stack " + show(i) + " is handed out",
          "makewritable is called when no writable stack is left, before the guard is made");
      Stack s = next();
      std::string word = "a write to the lowest word of stack " + show(i);
      crash_breaks(word, i ? "makewritable is called when no writable stack is left"
                           : "lo is the first address above the guard");
      touch(s.lo);
      word = "a write to the highest word of stack " + show(i);
      crash_breaks(word,
                   "hi is the end of a stack that is writable: its guard lies at the low end");
      touch(s.hi - 8);
      if (before)
        expect(s.hi - before == kStackSize,
               "the next stack ends " + show(kStackSize) + " bytes higher",
               s.hi == before ? "it is the same one"
                              : "it ends at " + hex(s.hi) + ", after " + hex(before),
               s.hi == before ? kOne : "new stacks go upwards, one after the other, with no gap");
      before = s.hi;
    }
  });
}

static void guarded(const char* guard) {
  judge(std::string("a write below lo, where the guard is of the kind ") + guard, [=] {
    chooseguard(guard);
    Stack first = next(), s = next();
    touch(s.lo), touch(s.hi - 8);
    expect(faults(s.lo - 8), "a fault", "nothing: it is writable", kGuard);
    expect(faults(s.lo - kGuardSize), "a fault at the guard's first byte",
           "nothing: it is writable", kGuard);
    expect(faults(first.lo - 8), "a fault below the first stack, too", "nothing: it is writable",
           "makewritable comes before makeguard: what it makes writable has no guard any more");
  });
}
TEST_CASE("guards") { guarded("install"), guarded("mprotect"); }

TEST_CASE("given back") {
  judge("a, b and c are given back, in this order; then four stacks are wanted", [] {
    crash_breaks("the links lead from one free stack to the next",
                 "each free stack holds the link to the one before it in its highest word");
    Stack a = next(), b = next(), c = next(), d = next();
    for (Stack s : {a, b, c}) stackfree(s);
    const char* warm = "the stack that was given back last is the next one handed out";
    auto name = [&](Stack s) {
      return std::string(s.hi == a.hi   ? "a"
                         : s.hi == b.hi ? "b"
                         : s.hi == c.hi ? "c"
                         : s.hi == d.hi ? "one that is in use"
                                        : "a new one");
    };
    std::string got = name(next()), e = "c";
    expect(got == e, e, got, got == "one that is in use" ? kOne : warm);
    std::string second = name(next()), third = name(next());
    const char* rule =
        second == "a new one" || third == "a new one"
            ? "each free stack holds the link to the one that was given back before it"
        : second == "c" || third == "c" || second == third ? kOne
                                                           : warm;
    expect(second == "b" && third == "a", "b, then a", second + ", then " + third, rule);
    Stack fresh = next();
    expect(name(fresh) == "a new one", "a new one, after those", name(fresh), kOne);
    expect(fresh.hi == d.hi + kStackSize, "the new one lies behind d",
           "it ends at " + hex(fresh.hi),
           "new stacks go upwards, one after the other, with no gap");
  });
  judge("5,000 rounds: some stacks are wanted, some given back", [] {
    crash_breaks("the links lead from one free stack to the next",
                 "each free stack holds the link to the one before it in its highest word");
    std::vector<Stack> in_use;
    std::set<uintptr_t> ends;
    unsigned dice = 1;
    size_t most = 0;
    uintptr_t lowest = ~uintptr_t{0}, highest = 0;
    for (int i = 0; i < 5000; i++) {
      dice = dice * 1664525 + 1013904223;
      if (in_use.empty() || dice >> 30 < 2) {
        Stack s = next();
        expect(ends.insert(s.hi).second, "a stack that nobody has", "one that is in use", kOne);
        memset(reinterpret_cast<void*>(s.hi - 256), 0x55, 256);  // its user writes everywhere
        in_use.push_back(s);
        most = std::max(most, in_use.size());
        lowest = std::min(lowest, s.hi), highest = std::max(highest, s.hi);
      } else {
        size_t which = dice / 7 % in_use.size();
        stackfree(in_use[which]), ends.erase(in_use[which].hi);
        in_use[which] = in_use.back(), in_use.pop_back();
      }
    }
    equal("stacks handed out at least once", most, (highest - lowest) / kStackSize + 1,
          "a stack that was given back is used before a new one");
  });
}

TEST_CASE("the guard of a stack that was given back") {
  judge("a stack is wanted and given back 20,000 times, with GUARD=mprotect", [] {
    chooseguard("mprotect");
    for (int i = 0; i < 20'000; i++) stackfree(next());
    expect(guardkind() == Guard::mprotect, "one mapping for one guard",
           "so many guards that the mappings ran out",
           "a stack that was given back has its guard already: it never needs another");
  });
  judge("a stack is given back and wanted again, with GUARD=canary", [] {
    chooseguard("canary");
    crash_breaks("a stack is handed out, with a canary at lo",
                 "makewritable comes before makeguard, which may write a canary at lo");
    Stack s = next();
    uint64_t before[8];
    memcpy(before, reinterpret_cast<void*>(s.lo), sizeof before);
    expect(before[0] != 0, "a canary at lo", "nothing", kGuard);
    stackfree(next()), stackfree(s), next();
    expect(!memcmp(before, reinterpret_cast<void*>(s.lo), sizeof before), "the canary as it was",
           "it has changed", "the low end of a free stack stays as it is: there the canary lies");
  });
}

TEST_CASE("what a free stack holds") {
  judge("two stacks, full of their users' data, are given back", [] {
    crash_breaks("the links lead from one free stack to the next",
                 "each free stack holds the link to the one before it in its highest word");
    Stack a = next(), b = next();
    for (Stack s : {a, b}) memset(reinterpret_cast<void*>(s.lo), 0x55, s.hi - s.lo);
    stackfree(a), stackfree(b);
    auto words = reinterpret_cast<uintptr_t*>(b.lo);
    size_t top = (b.hi - b.lo) / 8 - 1, same = 0;
    while (same < top && words[same] == 0x5555555555555555) same++;
    expect(same == top, "its user's data, below the highest word",
           hex(words[same]) + ", " + show(b.hi - b.lo - same * 8) + " bytes below hi",
           "the highest word of a free stack holds a link, and all else stays as it is: warm, and "
           "untouched");
    expect(words[top] > a.lo - kGuardSize && words[top] <= a.hi,
           "a link to the stack that was given back before it", hex(words[top]),
           "the list costs no memory: a free stack's highest word links it to the one before it");
  });
}

static void hit(const char* where, uintptr_t address, long want) {
  long got = guard_hit(address);
  expect(got == want, std::string("guard_hit(") + where + ") = " + show(want), show(got),
         want < 0 ? kMiss : kHit);
}

TEST_CASE("guard_hit") {
  judge("three stacks are in use, one has been given back", [] {
    crash_breaks("an answer, for any address",
                 "guard_hit calculates: an address that comes from a fault cannot be read");
    Stack s[4];
    for (Stack& one : s) one = next();
    stackfree(s[3]);
    hit("the guard's last byte, stack 1", s[1].lo - 1, 1);
    hit("the guard's first byte, stack 1", s[1].lo - kGuardSize, 1);
    hit("the guard's first byte, stack 0", s[0].lo - kGuardSize, 0);
    hit("the guard's last byte, stack 3, given back", s[3].lo - 1, 3);
    hit("lo of stack 1", s[1].lo, -1);
    hit("the last byte of stack 1", s[1].hi - 1, -1);
    hit("the middle of stack 2", s[2].lo + kStackSize / 2, -1);
    hit("below the arena", s[0].lo - kGuardSize - 1, -1);
    hit("below the arena, as far as the guard of a stack", s[0].lo - 1 - 5 * kStackSize, -1);
    // Below base a difference is a huge number, whose remainder may be anything.
    for (uintptr_t below = 1; below < 2 * kStackSize; below += 509)
      hit("below the arena", s[0].lo - kGuardSize - below, -1);
    hit("where the guard of stack 4 will be one day", s[3].hi, -1);
    hit("where the guard of stack 2000 will be one day", s[0].lo - 1 + 2000 * kStackSize, -1);
    hit("0", 0, -1);
    hit("8", 8, -1);
    hit("the highest address", ~uintptr_t{0}, -1);
  });
  judge("no stack has been handed out yet", [] {
    hit("0", 0, -1);
    hit("8", 8, -1);
    hit("a multiple of kStackSize", 16 * kStackSize, -1);
  });
}
