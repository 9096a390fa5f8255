// Chapter 9: with membarrier, and where a sandbox refuses it.
#include <doctest/doctest.h>
#include <sys/syscall.h>

#include <callnumber.hpp>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <cstring>
#include <entersyscall.hpp>
#include <exitsyscall.hpp>
#include <membarrier.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <string>
#include <syscall.hpp>
#include <sysmon.hpp>
#include <take.hpp>

#include "support/child.hpp"
#include "support/entercall.hpp"
#include "support/goroutines.hpp"
#include "support/refuse.hpp"

using namespace rt;

// The chapter's program, in such a place.
static Child sandboxed(uint32_t error) {
  return child([=] {
    char self[PATH_MAX + 1] = "";
    if (readlink("/proc/self/exe", self, PATH_MAX) < 0) abort();
    strcpy(strrchr(self, '/') + 1, "program");
    refuse({SYS_membarrier}, error);  // as in a container
    execl(self, self, "--block-ms", "50", nullptr);
    _exit(78);
  });
}

TEST_CASE("an ordinary call takes the short way back") {
  if (!asymmetric) return;  // each has a fence of its own then
  run_on(1, [] {
    int isshort = 0;
    for (int i = 0; i < 100; i++) {
      entersyscall();
      isshort += getg()->seen % 2 == 0;
      exitsyscall();
    }
    CHECK(isshort > 0);  // sysmon may want the P now and then
  });
}

TEST_CASE("where a sandbox refuses membarrier each side has a fence, and all goes on") {
  for (uint32_t error : {ENOSYS, EPERM}) {
    Child c = sandboxed(error);
    if (c.status == 77) return;  // a sandbox in which there is no seccomp
    CHECK(c.status == 0);
    CHECK(contains(c.out, "There is no membarrier here"));
    CHECK(contains(c.out, "experiment: chapter=" + std::to_string(CHAPTER)));
  }
}

TEST_CASE("MEMBARRIER=off says the same, and anything else is refused") {
  CHECK(
      contains(program({"--block-ms", "50"}, 30, "MEMBARRIER=off").out, "There is no membarrier"));
  Child c = program({"parts"}, 30, "MEMBARRIER=of");
  CHECK(c.status == 2);
  CHECK(contains(c.err, "MEMBARRIER=of: I know on and off.\nusage: MEMBARRIER=off make chapter-"));
}

TEST_CASE("the fence for both sides may be asked for again and again") {
  for (int i = 0; i < 1000; i++) heavyfence();
}

TEST_CASE("a call that nobody wants changes the goroutine's own words, and its P's name for it") {
  run_on(2, [] {
    G* gp = getg();
    bool alone = false;  // on a busy machine sysmon may take the P out of such a call, too
    for (int i = 0; i < 100 && !alone; i++) {
      P* pp = gp->m->p;
      uint64_t call = gp->call.load(memory_order_relaxed);
      CHECK(gp->back.load(memory_order_relaxed) == call);
      entersyscall();
      alone = gp->call.load(memory_order_relaxed) == call + 1 &&
              gp->callp.load(memory_order_relaxed) == pp &&
              pp->status.load(memory_order_relaxed) == Prunning;
      exitsyscall();
      CHECK(gp->atomicstatus.load(memory_order_relaxed) == Grunning);
      if (!alone) continue;
      CHECK(gp->call.load(memory_order_relaxed) == call + 1);
      CHECK(gp->back.load(memory_order_relaxed) == call + 1);
    }
    CHECK(alone);
  });
}

TEST_CASE("a P is taken out of a call once, and the goroutine comes back on another") {
  run_on(2, [] {
    G* gp = getg();
    P* pp = gp->m->p;
    entersyscall();
    bool first, again;
    {
      Taking taking;
      first = taking.want(pp);
      if (first) taking.fence(), first = taking.take(pp);
      again = taking.want(pp);
    }
    if (first) {  // sysmon may have been faster
      CHECK(!again);
      CHECK(!gp->m->p);
      CHECK(pp->status.load(memory_order_relaxed) == Pidle);
      handoffp(pp);
    }
    exitsyscall();
    CHECK(getg()->m->p->m == getg()->m);
  });
}

TEST_CASE("a thread that has lost its P takes it out of another goroutine's call, once") {
  procresize(1);
  P* pp = allp[0];
  CHECK(!exitsyscallTryGetP(pp));  // it is in no call
  entercall(pp);
  CHECK(exitsyscallTryGetP(pp) == pp);
  CHECK(pp->status.load(memory_order_relaxed) == Pidle);
  CHECK(!incall(pp));
  CHECK(!exitsyscallTryGetP(pp));
  entercall(pp);
  callers[0].g.back.store(1, memory_order_relaxed);  // it is back
  CHECK(!exitsyscallTryGetP(pp));
  procdestroy();
}

TEST_CASE("another call has another number, and so has another goroutine's") {
  static P p, other;
  static G first, second;
  for (G* gp : {&first, &second}) {
    gp->callp.store(&p, memory_order_relaxed);
    gp->call.store(5, memory_order_relaxed);
  }
  p.syscallg.store(&first, memory_order_relaxed);
  uint32_t number = callnumber(&p);
  CHECK(callnumber(&p) == number);
  first.call.store(6, memory_order_relaxed);
  CHECK(callnumber(&p) != number);
  p.syscallg.store(&second, memory_order_relaxed);
  CHECK(callnumber(&p) != number);
  // It was here last, and calls with another P now: that says nothing about this one.
  second.callp.store(&other, memory_order_relaxed);
  number = callnumber(&p);
  second.call.store(6, memory_order_relaxed);
  CHECK(callnumber(&p) == number);
  nexttick(p.syscalltick);
  CHECK(callnumber(&p) != number);
}

TEST_CASE("who has lost its P has a fence of its own in the next call, until one was plain") {
  run_on(2, [] {
    uint32_t always = !asymmetric;
    auto own = [] { return getg()->ownfence.load(memory_order_relaxed); };
    entersyscall();
    P* pp = getg()->callp.load(memory_order_relaxed);
    bool took;
    {
      Taking taking;
      took = taking.want(pp) && (taking.fence(), taking.take(pp));
    }
    if (took) handoffp(pp);
    exitsyscall();  // if not we, then sysmon has taken it
    CHECK(own() == 1);
    for (int i = 0; i < 100 && own() != always; i++) Syscall(SYS_getppid, 0, 0, 0);
    CHECK(own() == always);
    SyscallBlock(SYS_getppid, 0, 0, 0);  // nobody has wanted that P
    CHECK(own() == always);
  });
}

TEST_CASE(
    "a goroutine with a fence of its own takes no lock on its way back if nobody wants its P") {
  Child c = child(
      [] {
        run_on(1, [] {
          G* gp = getg();
          for (bool alone = false; !alone;) {
            gp->ownfence.store(1, memory_order_relaxed);
            entersyscall();
            sched.taking.lock();  // from here on nobody can want it
            alone = gp->wanted.load(memory_order_relaxed) == (gp->seen & ~1u);
            if (!alone) sched.taking.unlock();
            exitsyscall();
          }
          sched.taking.unlock();
          printf("back");
        });
      },
      10);
  CHECK(c.status == 0);
  CHECK(c.out == "back");
}

TEST_CASE("a goroutine that is back is left alone, however late the taker looks") {
  run_on(1, [] {
    G* gp = getg();
    P* pp = gp->m->p;
    entersyscall();
    Taking* taking = new Taking;
    bool wanted = taking->want(pp);
    if (wanted) {
      uint64_t call = gp->call.load(memory_order_relaxed);
      gp->back.store(call, memory_order_relaxed);  // it is back
      taking->fence();
      CHECK(!taking->take(pp));
      gp->back.store(call - 1, memory_order_relaxed);
    }
    delete taking;
    exitsyscall();  // it was wanted, and was first
    CHECK(getg()->m->p);
  });
}
