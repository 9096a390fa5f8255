// Exercise 5.2, by hand: a tick is a number of 32 bits, any of them, and the one after the last is
// 0.
#include <watched.hpp>

using namespace rt;
using namespace exercise;

static const char* const other =
    "a tick says \"another one\" by being different, in any of its 32 bits, not by being greater: "
    "it wraps around";
static const char* const same =
    "the same tick at two looks is the same call, or the same slice, whatever number it is: 0 too";

static std::string from(const char* tick, uint32_t a, uint32_t b) {
  return std::string(tick) + " goes from " + show(a) + " to " + show(b) +
         "; a goroutine waits in the P's queue";
}

static void call(uint32_t a, uint32_t b) {
  judge(from("syscalltick", a, b), [=] {
    Watched s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    pp->syscalltick.store(a, memory_order_relaxed);
    pp->status.store(Psyscall, memory_order_relaxed);
    s.later(20 * us);
    pp->syscalltick.store(b, memory_order_relaxed);
    s.later(20 * us);
    s.stays(pp, "first look after that", other);
    s.later(20 * us);
    s.goes(pp, "second look", same);
  });
}

static void slice(uint32_t a, uint32_t b) {
  judge(from("schedtick", a, b), [=] {
    Watched s(1);
    P* pp = allp[0];
    runqput(pp, &s.others[0], false);
    pp->schedtick.store(a, memory_order_relaxed);
    for (int i = 1; i <= 11; i++) s.later(1 * ms);
    pp->schedtick.store(b, memory_order_relaxed);
    s.enter(pp);
    s.later(20 * us);
    s.stays(pp, "first look after that", other);
    s.enter(pp);
    s.later(10 * ms);
    s.goes(pp, "10 ms later, in a new call", same);
  });
}

TEST_CASE("ticks wrap around") {
  for (uint32_t a : {1u, 7u, ~0u, ~1u, 255u, 65535u, ~0u >> 1}) call(a, a + 1), slice(a, a + 1);
}
TEST_CASE("each bit counts") {
  for (int bit = 0; bit < 32; bit++) call(7, 7 ^ 1u << bit), slice(7, 7 ^ 1u << bit);
}
