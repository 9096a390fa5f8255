#include <exercise.hpp>

#include <decode.hpp>

using namespace rt;

static const Exercise ex = {"1.1", "chapters/01-syscall/exercises/1.1-decode/decode.hpp"};

static void error(long rax, uintptr_t err, const char* rule) {
  std::string scenario = "rax is " + std::to_string(rax) + ", rdx is 7";
  SyscallResult r = decode({static_cast<uintptr_t>(rax), 7});
  ex.expect(r.err == err, scenario.c_str(), "err = " + std::to_string(err),
            "err = " + std::to_string(r.err), rule);
}

TEST_CASE("results") {
  ex.judge("results", [] {
    for (uintptr_t rax : {uintptr_t{0}, uintptr_t{5}, uintptr_t{0x7fffffffffffffff}}) {
      SyscallResult r = decode({rax, 7});
      ex.expect(r.r1 == rax && r.r2 == 7, "a success", "r1 = rax, r2 = rdx", "something else",
                "a result comes through as it is");
      error(static_cast<long>(rax), 0, "numbers that are not negative are results");
    }
    error(static_cast<long>(0xffff800000000000), 0, "a high address is a result");
    error(-4096, 0, "the errors end at -4095: -4096 is a result");
  });
}

TEST_CASE("errors") {
  ex.judge("errors", [] {
    error(-1, 1, "-1 is an error: EPERM");
    error(-2, 2, "-2 is an error: ENOENT");
    error(-4094, 4094, "-4094 is an error");
    error(-4095, 4095, "the kernel's range begins at -4095");
    SyscallResult r = decode({static_cast<uintptr_t>(-2), 7});
    ex.expect(r.r1 == ~uintptr_t{0} && r.r2 == 0, "rax is -2, rdx is 7", "r1 = all ones, r2 = 0",
              "r1 = " + std::to_string(r.r1) + ", r2 = " + std::to_string(r.r2),
              "on an error r1 is all ones and r2 is 0");
  });
}
