// Exercise 1.1: the table of what the kernel may leave in rax.
#include <exercise.hpp>

#include <decode.hpp>

using namespace rt;
using namespace exercise;

static void result(uintptr_t rax, const char* rule) {
  judge("rax is " + hex(rax) + ", rdx is 7", [=] {
    SyscallResult r = decode({rax, 7});
    equal("err", 0, r.err, rule);
    expect(r.r1 == rax && r.r2 == 7, "r1 = " + hex(rax) + ", r2 = 7",
           "r1 = " + hex(r.r1) + ", r2 = " + show(r.r2), "a result comes through as it is");
  });
}

static void error(uintptr_t err, const char* rule) {
  judge("rax is -" + show(err) + ", rdx is 7", [=] {
    SyscallResult r = decode({-err, 7});
    equal("err", err, r.err,
          r.err == -err ? "the kernel has negated the error number: negate it back" : rule);
    expect(r.r1 == ~uintptr_t{0} && r.r2 == 0, "r1 = all ones, r2 = 0",
           "r1 = " + hex(r.r1) + ", r2 = " + show(r.r2), "on an error r1 is all ones and r2 is 0");
  });
}

TEST_CASE("results") {
  for (uintptr_t rax : {uintptr_t{0xffff'ffff}, uintptr_t{0x1'ffff'f001}})
    result(rax, "rax is 64 bits wide: its lower half alone tells nothing");
  for (uintptr_t rax : {uintptr_t{0}, uintptr_t{5}, uintptr_t{0x7fffffffffffffff}})
    result(rax, "numbers that are not negative are results");
  result(0xffff800000000000, "a high address is a result");
  result(static_cast<uintptr_t>(-4096), "the errors end at -4095: -4096 is a result");
}

TEST_CASE("errors") {
  error(1, "-1 is an error: EPERM");
  error(2, "-2 is an error: ENOENT");
  error(4094, "-4094 is an error");
  error(4095, "the kernel's range begins at -4095");
}
