// Many goroutines, for a long time. STRESS=1 is the long form: 10 minutes and 5 GiB.
#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <books.hpp>
#include <chan.hpp>
#include <clock.hpp>
#include <cstdio>
#include <cstdlib>
#include <lockosthread.hpp>
#include <map>
#include <mutex>
#include <mutex.hpp>
#include <newproc.hpp>
#include <optional>
#include <run.hpp>
#include <sched.hpp>
#include <sleep.hpp>
#include <spin.hpp>
#include <string>
#include <syscall.hpp>
#include <waitgroup.hpp>

#include "../support/goroutines.hpp"

using namespace rt;

static const bool kLong = getenv("STRESS");

// What must be true of any run's numbers once it is over.
static void check_balance(const Books& b) {
  CHECK(b[Ev::GoCreate] == b[Ev::GoEnd]);
  CHECK(b[Ev::GoBlock] == b[Ev::GoUnblock]);
  CHECK(b[Ev::GoSysCall] == b[Ev::GoSysExit]);
  CHECK(b[Ev::GoStart] ==
        b[Ev::GoEnd] + b[Ev::GoBlock] + b[Ev::GoSched] + b[Ev::GoPreempt] + b.queued);
  CHECK(b[Ev::ProcStart] == b[Ev::ProcStop] + b[Ev::ProcSteal]);
  // Threads still asleep at the end were woken by finish, which is not an event.
  CHECK(b[Ev::ThreadWake] <= b[Ev::ThreadStop]);
  CHECK(b[Ev::ThreadStop] - b[Ev::ThreadWake] <= 1 + b[Ev::ThreadStart]);
  CHECK(sched.runqsize.load(memory_order_relaxed) == 0);
  CHECK(sched.nmspinning.load(memory_order_relaxed) == 0);
}

TEST_CASE("goroutines by the hundred thousand wait at once, and all come back") {
  int n = kLong ? 1'000'000 : 100'000;
  std::atomic<int> back = 0;
  openbooks();
  run_on(2, [&] {
    Chan<bool> gate;
    WaitGroup waiting, all;
    waiting.Add(n), all.Add(n);
    for (int i = 0; i < n; i++) {
      go([&] {
        waiting.Done();
        gate.recv();
        back++;
        all.Done();
      });
    }
    waiting.Wait();
    gate.close();
    all.Wait();
  });
  CHECK(back == n);
  check_balance(closebooks());
}

TEST_CASE("thousands of threads are in the kernel at once") {
  int n = kLong ? 9900 : 1000;
  openbooks();
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  std::atomic<int> got = 0;
  run_on(2, [&] {
    WaitGroup all;
    std::atomic<int> in = 0;
    all.Add(n);
    for (int i = 0; i < n; i++) {
      go([&] {
        char byte;
        in++;
        if (Syscall(SYS_read, ends[0], word(&byte), 1).r1 == 1) got++;
        all.Done();
      });
    }
    while (in < n) Sleep(1'000'000);
    std::string bytes(static_cast<size_t>(n), 'x');
    for (size_t at = 0; at < bytes.size();) {
      auto done = Syscall(SYS_write, ends[1], word(bytes.data() + at), bytes.size() - at);
      REQUIRE(done.err == 0);
      at += done.r1;
    }
    all.Wait();
  });
  CHECK(got == n);
  Books b = closebooks();
  CHECK(b[Ev::ThreadStart] >= static_cast<uint64_t>(n) - 2);
  check_balance(b);
  close(ends[0]), close(ends[1]);
}

TEST_CASE("a thousand goroutines make short calls") {
  constexpr int kGoroutines = 1000;
  int calls = kLong ? 100'000 : 2'000;  // each
  std::atomic<uint64_t> wrong = 0, done = 0;
  long me = getpid();
  run_on(2, [&] {
    WaitGroup all;
    all.Add(kGoroutines);
    for (int i = 0; i < kGoroutines; i++) {
      go([&] {
        uint64_t mine = 0;
        for (int k = 0; k < calls; k++) {
          if (static_cast<long>(Syscall(SYS_getpid, 0, 0, 0).r1) != me) wrong++;
          mine++;
          if (k % 64 == 0) gosched();
        }
        done += mine;
        all.Done();
      });
    }
    all.Wait();
  });
  CHECK(wrong == 0);
  CHECK(done == static_cast<uint64_t>(kGoroutines) * static_cast<uint64_t>(calls));
}

// --- everything at once ---

namespace {

struct Churn {
  int64_t until;
  std::atomic<uint64_t> created = 0, finished = 0, in = 0, out = 0;
  uint64_t sum = 0,
           added = 0;  // sum: under the Mutex; parts: the same, added without it
  Mutex mutex;
  std::mutex lock;
  uint64_t under = 0;                // counted under it, and …
  std::atomic<uint64_t> locked = 0;  // … beside it
  WaitGroup all;
  Chan<uint64_t> values{8};
  std::atomic<uint64_t> sent = 0, received = 0, parts = 0;

  void start(uint64_t random) {
    created++, all.Add(1);
    go([this, random] { one(random); });
  }

  void one(uint64_t random) {
    bool more = nanotime() < until;
    switch (random % 14) {
      case 0:
        call(SYS_getppid);
        break;
      case 1:
        in++, Sleep(static_cast<int64_t>(random >> 8) % 200'000), out++;
        break;
      case 2:
        in++, SyscallBlock(SYS_sched_yield, 0, 0, 0), out++;
        break;
      case 3:
        gosched();
        break;
      case 4:
        mutex.lock();
        sum += random % 1000;
        if (random & 0x100) gosched();
        if (random & 0x200) call(SYS_getppid);
        mutex.unlock();
        parts += random % 1000;
        break;
      case 5:
        LockOSThread();
        call(SYS_gettid), gosched();
        if (random & 0x7f00) UnlockOSThread();  // otherwise its thread ends with it
        break;
      case 6:
      case 7:
        sent += random, values.send(random);
        break;
      case 8:
      case 9:
        received += values.recv().value_or(0);
        break;
      case 10:
        for (int i = 0; i < 100; i++) call(SYS_getppid);
        break;
      case 11:
        compute(static_cast<int64_t>(random >> 8) % 1'000'000);
        break;
      case 12:
        memory(random >> 8);
        break;
      case 13:  // a lock of libc's, in which threads sleep with their Ps
        for (int i = 0; i < 10; i++) {
          std::lock_guard held(lock);
          under++, compute(5'000);
        }
        locked += 10;
        break;
    }
    // Each starts a successor until time is up, so the number of goroutines stays the same.
    if (more) start(random * 6364136223846793005 + 1442695040888963407);
    finished++;
    all.Done();
    if (random & 0x10000) goexit();
  }
  // What nothing but a signal can interrupt.
  static void compute(int64_t ns) {
    for (int64_t end = nanotime() + ns; nanotime() < end;) {
    }
  }
  // malloc, free, printing and exceptions, for a while.
  static void memory(uint64_t random) {
    std::map<uint64_t, std::string> map;
    for (int i = 0; i < 200; i++) {
      random = random * 6364136223846793005 + 1442695040888963407;
      char text[40];
      snprintf(text, sizeof text, "%d %lu", i, random);
      map[random % 50] += text;
      try {
        if (random & 0x1000) throw std::string(text);
      } catch (const std::string& caught) {
        if (caught != text) abort();
      }
    }
  }
  void call(long number) { in++, Syscall(number, 0, 0, 0), out++; }
};

void churn(int procs, double seconds, bool books, int64_t slice = 0) {
  Churn c;
  c.until = nanotime() + static_cast<int64_t>(seconds * 1e9);
  if (books) openbooks();
  uint64_t before = sched.preemptions.load(memory_order_relaxed);
  run_on(procs, [&] {
    if (slice && !sanitized) sched.slice.store(slice, memory_order_relaxed);
    // Rescues those left alone at the channel. As many send as receive, but only on average:
    // without this, all would wait there after a second, and the rest would be silence.
    go([&] {
      auto rescue = [&] {
        uint64_t none = 0;
        std::optional<uint64_t> some;
        if (c.values.try_recv(some)) c.received += *some;
        else c.values.try_send(std::move(none));
      };
      while (nanotime() < c.until) {
        Sleep(1'000'000);
        for (int i = 0; i < 50; i++) rescue();
      }
      while (c.finished != c.created) rescue(), gosched();
    });
    for (uint64_t i = 0; i < 200; i++) c.start(i * 0x9e3779b97f4a7c15);
  });
  Books b = closebooks();
  std::optional<uint64_t> left;
  run([&] {
    while (c.values.try_recv(left)) c.received += *left;
  });
  CHECK(c.created == c.finished);
  CHECK(c.in == c.out);
  CHECK(c.sent == c.received);
  CHECK(c.sum == c.parts);
  CHECK(c.under == c.locked);
  uint64_t preemptions = sched.preemptions.load(memory_order_relaxed) - before;
  if (slice) MESSAGE(procs, " Ps: ", preemptions, " preemptions of ", c.created.load());
  if (!books) return;
  check_balance(b);
  CHECK(b[Ev::GoCreate] == c.created + 2);
  CHECK(b[Ev::GoSysCall] >= c.in);
  MESSAGE(procs, " Ps: ", c.created.load(), " goroutines, ", c.in.load(), " calls, ",
          b[Ev::ProcSteal], " Ps taken out of one, ", b.queued, " slow returns, ",
          b[Ev::ThreadStop], " sleeps, ", b[Ev::ThreadStart], " threads");
}

}  // namespace

TEST_CASE("everything at once, and in the end the books balance") {
  const char* text = getenv("STRESS_SECONDS");
  double seconds = text ? atof(text) : kLong ? 1200 : 16;
  for (int procs : {1, 2, 3, 8}) {
    CAPTURE(procs);
    churn(procs, seconds / 16, true);
    churn(procs, seconds / 8, true, 100'000);  // whoever computes is interrupted at once
    churn(procs, seconds / 16, false);  // without tracing, returns take chapter 9's short path
  }
}
