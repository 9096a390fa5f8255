// Exercise 7.4, by hand: what others find when limit.lock is free. And many slots.
#include <fcntl.h>
#include <unistd.h>

#include <hand.hpp>

#include <goroutines.hpp>
#include <proc.hpp>
#include <sync_points.hpp>
#include <syscall.hpp>

namespace rt {
void LimitSyscalls(int n);
int freeslots();
void acquireslot();
void releaseslot();
SyscallResult SyscallLimited(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3);
}  // namespace rt

using namespace rt;
using namespace exercise;

// What another thread would see if it came now, whoever holds limit.lock: should freeslots find it
// held, it gets it all the same, and the holder has it back afterwards.
static std::atomic<uint32_t>* lent;
static int seen() {
  lent = nullptr;
  auto before = sync::sleep_hook;
  sync::sleep_hook = [](const std::atomic<uint32_t>* lock) {
    lent = const_cast<std::atomic<uint32_t>*>(lock);
    lent->store(0);
  };
  int n = freeslots();
  sync::sleep_hook = before;
  if (lent) lent->store(1);
  return n;
}

static int before, atlock, atunlock;

static void watch(sync::SyncPoints& points) {
  points.before("limit.lock.cas", [&points] {
    if (atlock < 0) atlock = seen();
    watch(points);
  });
  points.before("limit.lock.exchange", [&points] {
    atunlock = seen();
    watch(points);
  });
}

static void call(const char* name, void (*f)()) {
  before = freeslots(), atlock = atunlock = -1;
  {
    sync::SyncPoints points;
    watch(points);
    f();
  }
  int after = freeslots();
  const char* rule =
      "limit.lock protects the number and the queue: both change while it is held, and neither "
      "before nor after that";
  expect(atlock >= 0 && atunlock >= 0, std::string(name) + " holds limit.lock while it looks",
         "it never takes it",
         "limit.lock protects the number and the queue: take it for both, and let go of it on each "
         "way out");
  expect(atlock == before, std::string(name) + " changes nothing before it takes limit.lock",
         show(before) + " slots were free, and " + show(atlock) + " are when it takes the lock",
         rule);
  expect(atunlock == after, std::string(name) + " changes nothing when it has let go of limit.lock",
         show(atunlock) + " slots are free when it lets go of it, and " + show(after) + " later",
         rule);
}

TEST_CASE("the number under the lock") {
  judge("three slots, one goroutine: it takes all of them, and gives them back", [] {
    byhand(1);
    LimitSyscalls(3);
    busy(allp[0], newthread(1));
    M* m = allp[0]->m;
    runs(m, newgoroutine(1, nullptr), Grunning);
    setg(m->curg);
    for (int i = 2; i >= 0; i--) {
      call("acquireslot", acquireslot);
      equal("free slots", i, freeslots(), "acquireslot takes one of the free slots");
    }
    for (int i = 1; i <= 3; i++) {
      call("releaseslot", releaseslot);
      equal("free slots", i, freeslots(), "releaseslot gives one slot back");
    }
  });
}

// The second goroutine finds no slot. There is one thread, which then runs the first one again.
TEST_CASE("the price of waiting") {
  judge("one P, one slot, which a goroutine has; another one wants it", [] {
    run_on(1, [] {
      LimitSyscalls(1);
      acquireslot();
      go([] {
        acquireslot();
        releaseslot();
      });
      long pauses = sync::pauses;
      int calls = sync::kernelcalls;
      gosched();
      expect(sync::pauses == pauses && sync::kernelcalls == calls,
             "the other one waits at once, and the first one goes on",
             show(sync::pauses - pauses) + " pauses, " + show(sync::kernelcalls - calls) +
                 " calls of the kernel come before that",
             "who finds no slot waits in gopark, and its P runs others meanwhile: to wait on the "
             "thread, however short, keeps them all");
      releaseslot();
    });
  });
}

TEST_CASE("many slots") {
  judge("70,000 slots, one goroutine: it takes all of them, and gives them back", [] {
    constexpr int n = 70'000;
    byhand(1);
    LimitSyscalls(n);
    busy(allp[0], newthread(1));
    M* m = allp[0]->m;
    runs(m, newgoroutine(1, nullptr), Grunning);
    setg(m->curg);
    for (int i = 0; i < n; i++) acquireslot();
    equal("free slots", 0, freeslots(), "each acquireslot takes one of the free slots");
    for (int i = 0; i < n; i++) releaseslot();
    equal("free slots", n, freeslots(), "each releaseslot gives one slot back");
  });
}

// Each call moves its P's syscalltick on by one.
TEST_CASE("one call") {
  judge("calls that fail, with EAGAIN or EBADF: how often the kernel is called", [] {
    byhand(1);
    LimitSyscalls(1);
    busy(allp[0], newthread(1));
    M* m = allp[0]->m;
    G* gp = newgoroutine(1, nullptr);
    gp->stack = {0, UINTPTR_MAX};
    runs(m, gp, Grunning);
    setg(gp);
    int file[2];
    if (pipe2(file, O_NONBLOCK)) abort();
    char c;
    for (int fd : {file[0], -1, file[1]}) {
      uint32_t tick = allp[0]->syscalltick.load(memory_order_relaxed);
      SyscallLimited(SYS_read, static_cast<uintptr_t>(fd), word(&c), 1);
      equal("system calls", 1u, allp[0]->syscalltick.load(memory_order_relaxed) - tick,
            "SyscallLimited returns what the call has returned: to call again is up to the caller");
    }
  });
}
