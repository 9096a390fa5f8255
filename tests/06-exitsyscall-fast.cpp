// Chapter 6: the short ways back from the kernel, one decision at a time.
#include "support/goroutines.hpp"

#include <doctest/doctest.h>

#include <clock.hpp>
#include <cstring>
#include <entersyscall.hpp>
#include <fastexits.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <syscall.hpp>
#include <sysmon.hpp>

#include "support/child.hpp"
#include "support/deepsleep.hpp"

using namespace rt;

#if CHAPTER < \
    8  // only chapters 6 and 7: from 8 on no P is in Psyscall, and these functions are gone
#include <exitsyscallfast.hpp>

// Runs f as the only goroutine, on the first of `procs` Ps, in the middle of a system call: after
// entersyscall, before exitsyscall. f must leave it with a P. The other Ps are idle.
template <class F>
static void in_syscall(int procs, F f) {
  run_on(procs, [&] {
    gosched();
    entersyscall();
    f(getg()->m, getg()->m->oldp);
    getg()->m->oldp = nullptr;
    nexttick(getg()->m->p->syscalltick);
    casgstatus(getg(), Gsyscall, Grunning);
  });
}

// By hand: with sysmon about, another M might have the P by the time that one looks.
TEST_CASE("entersyscall leaves the P in Psyscall, without an owner, and remembers it") {
  M m{};
  G g{};
  auto p = std::make_unique<P>();
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  g.m = &m, g.goid = 1, g.stack = {here - 65'536, here + 65'536};
  g.atomicstatus.store(Grunning, memory_order_relaxed);
  setg(&g);
  acquirep(p.get());
  entersyscall();
  setg(nullptr);
  CHECK(m.oldp == p.get());
  CHECK(m.p == nullptr);
  CHECK(p->m == nullptr);
  CHECK(p->status.load(memory_order_relaxed) == Psyscall);
  CHECK(g.atomicstatus.load(memory_order_relaxed) == Gsyscall);
  CHECK(g.syscallsp != 0);
}

// sysmon may retake the P at any time, so a test that wants it untouched may have to try again.
template <class F>
static bool eventually(F f) {
  for (int i = 0; i < 1000; i++) {
    if (f()) return true;
  }
  return false;
}

TEST_CASE("nobody has looked at the P: one compare-and-swap takes it back") {
  CHECK(eventually([] {
    bool took = false;
    in_syscall(1, [&](M* mp, P* oldp) {
      uint32_t tick = oldp->syscalltick.load(memory_order_relaxed);
      took = exitsyscallfast_oldp(oldp);
      if (took) {
        CHECK(mp->p == oldp);
        CHECK(oldp->m == mp);
        CHECK(oldp->status.load(memory_order_relaxed) == Prunning);
        CHECK(oldp->syscalltick.load(memory_order_relaxed) == tick);
      } else {
        while (!exitsyscallfast_pidle()) {
        }
      }
    });
    return took;
  }));
}

TEST_CASE("sysmon was faster: oldp can't be had, an idle P can") {
  in_syscall(1, [](M* mp, P* oldp) {
    while (oldp->status.load(memory_order_acquire) == Psyscall)
      rt::usleep(100);  // until it has taken it
    CHECK(!exitsyscallfast_oldp(oldp));
    while (!exitsyscallfast_pidle()) {  // handoffp may still be at it, or the M that it started
    }
    CHECK(mp->p == oldp);
  });
}

TEST_CASE(
    "a P that another M has left in its own system call may be taken all the same; its tick moves "
    "on") {
  CHECK(eventually([] {
    bool took = false;
    in_syscall(1, [&](M* mp, P* oldp) {
      uint32_t mine = oldp->syscalltick.load(memory_order_relaxed);
      mp->syscalltick = mine - 1;  // as if the P had been retaken, run, and left in another call
      took = exitsyscallfast_oldp(oldp);
      if (took) CHECK(oldp->syscalltick.load(memory_order_relaxed) == mine + 1);
      while (!took && !exitsyscallfast_pidle()) {
      }
    });
    return took;
  }));
}

TEST_CASE("without an old P, and none idle, there is no fast way") {
  run_on(1, [] { CHECK(!exitsyscallfast_pidle()); });
}

TEST_CASE("… and it takes no lock to find that out") {
  Child c = child(
      [] {
        sched.lock.lock();  // for ever
        printf(exitsyscallfast(nullptr) ? "a P" : "none");
      },
      10);
  CHECK(c.status == 0);
  CHECK(c.out == "none");
}

TEST_CASE("an idle P is taken from the list, and sysmon is woken from its deep sleep") {
  run_on(2, [] {
    CHECK(enter_until_sysmon_sleeps());
    CHECK(exitsyscallfast_pidle());
    CHECK(getg()->m->p != nullptr);
    CHECK(sched.npidle.load(memory_order_relaxed) == 1);
    CHECK(!sysmon_sleeps());
    casgstatus(getg(), Gsyscall, Grunning);
  });
}

TEST_CASE("a P left behind for another one is not lost: sysmon finds it, and makes it idle") {
  in_syscall(2, [](M* mp, P* oldp) {
    while (!exitsyscallfast(nullptr)) {
    }
    while (oldp != mp->p && oldp->status.load(memory_order_acquire) == Psyscall) rt::usleep(100);
  });
}
#endif

TEST_CASE("fast exits are counted") {
  run_on(1, [] {
    uint64_t before = fastexits();
    for (int i = 0; i < 100; i++) Syscall(SYS_getppid, 0, 0, 0);
    uint64_t now = fastexits();
    CHECK(now - before > 50);  // all of them, unless the machine is very busy
  });
}

TEST_CASE("many goroutines in and out of the kernel, with sysmon taking what it can") {
  std::atomic<long> calls = 0;
  constexpr int n = sanitized ? 50 : 200;
  run_on(2, [&] {
    for (int i = 0; i < n; i++) {
      go([&, i] {
        for (int k = 0; k < 20; k++) {
          timespec t = {0, (i * 7 + k) % 5 * 50'000};
          Syscall(SYS_nanosleep, word(&t), 0, 0);
          calls++;
        }
      });
    }
  });
  CHECK(calls == n * 20);
}
