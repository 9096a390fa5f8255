// Chapter 10: goroutines that compute, on real threads and by real signals.
#include <doctest/doctest.h>
#include <pthread.h>
#include <signal.h>

#include <acquirem.hpp>
#include <atomic>
#include <cerrno>
#include <chan.hpp>
#include <clock.hpp>
#include <fiber.hpp>
#include <foresee.hpp>
#include <lockosthread.hpp>
#include <map>
#include <mutex>
#include <preempt.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <set>
#include <spin.hpp>
#include <stdexcept>
#include <string>
#include <syscall.hpp>
#include <sysmon.hpp>
#include <thread>
#include <threads.hpp>
#include <waitgroup.hpp>
#include <yield.hpp>

#include "support/child.hpp"
#include "support/goroutines.hpp"
#include "support/refuse.hpp"
#include "support/stepped.hpp"

using namespace rt;
using exercise::ateach, exercise::preemptions, exercise::spare, exercise::trapped;

// Sanitizers hold back a signal until they know of it; nobody is preempted there (timeslice.cpp).
static auto real = doctest::skip(sanitized);

// Runs f with that many Ps and time slices of that length.
template <class F>
static void run_sliced(int procs, int64_t ns, F f) {
  run_on(procs, [&] {
    sched.signals.store(ns, memory_order_relaxed);
    sched.slice.store(ns, memory_order_relaxed);
    sched.shortslice.store(0, memory_order_relaxed);
    f();
  });
}
constexpr int64_t us = 1000, ms = 1000 * us;

// In a goroutine: computes, and never calls anything.
static void compute(const std::atomic<bool>& enough) {
  while (!enough.load(std::memory_order_relaxed)) {
  }
}

TEST_CASE("a goroutine in an endless loop does not keep its P" * real) {
  for (int procs : {1, 2, 4}) {
    run_sliced(procs, 1 * ms, [&] {
      std::atomic<bool> enough = false;
      WaitGroup all;
      all.Add(procs);
      for (int i = 0; i < procs; i++) go([&] { compute(enough), all.Done(); });
      for (int i = 0; i < 20; i++) gosched();
      enough = true;
      all.Wait();
    });
  }
}

TEST_CASE("without time slices it does" * real) {
  Child c = child(
      [] {
        run_sliced(1, 0, [] {
          static std::atomic<bool> enough = false;
          go([] { compute(enough); });
          gosched();
          printf("never\n");
          enough = true;
        });
      },
      1);
  CHECK(c.status == 124);
  CHECK(c.out == "");
}

// --- A signal at each instruction ---

TEST_CASE("a signal at each instruction of a switch" * real) {
  long n = ateach(1, [] {
    for (int i = 0; i < 3; i++) {
      trapped(true);
      gosched();
      trapped(false);
    }
  });
  CHECK(n > 30);  // before mcall has left the stack, and after gogo has entered it
}

TEST_CASE("a signal at each instruction of a system call, and of one that has lost its P" * real) {
  long n = ateach(1, [] {
    for (int i = 0; i < 3; i++) {
      trapped(true);
      Syscall(SYS_getppid, 0, 0, 0);
      trapped(false);
    }
    timespec little = {0, 2'000'000};
    trapped(true);
    Syscall(SYS_nanosleep, word(&little), 0, 0);
    SyscallBlock(SYS_nanosleep, word(&little), 0, 0);
    trapped(false);
  });
  CHECK(n > 10);
}

TEST_CASE("a signal at each instruction of go, goready and a channel" * real) {
  for (int procs : {1, 2}) {
    long n = ateach(procs, [] {
      Chan<int> c(1);
      WaitGroup all;
      all.Add(2);
      trapped(true);
      go([&] { c.send(1), all.Done(); });
      go([&] { c.send(2), all.Done(); });
      int sum = *c.recv() + *c.recv();
      all.Wait();
      trapped(false);
      CHECK(sum == 3);
    });
    CHECK(n > 50);
  }
}

TEST_CASE(
    "a signal at each instruction of go, while another goroutine calls it: the numbers differ" *
    real) {
  static std::vector<uint64_t> ids;  // one P: whoever notes one is not interrupted
  ids.clear();
  long n = ateach(1, [] {
    auto note = [] { ids.push_back(getg()->goid); };
    std::atomic<bool> enough = false;
    WaitGroup all;
    all.Add(1);
    go([&] {
      while (!enough) go(note), gosched();
      all.Done();
    });
    for (int i = 0; i < 5; i++) {
      trapped(true);
      go(note);
      trapped(false);
      gosched();
    }
    enough = true;
    all.Wait();
  });
  CHECK(n > 20);
  CHECK(std::set<uint64_t>(ids.begin(), ids.end()).size() == ids.size());
}

TEST_CASE("a signal at each instruction of malloc and free, of a throw, and of printing" * real) {
  long n = ateach(2, [] {
    char text[100];
    trapped(true);
    for (size_t size : {10, 1'000, 200'000}) free(malloc(size));
    snprintf(text, sizeof text, "%d %s", 42, "and so on");
    trapped(false);
    CHECK(std::string(text) == "42 and so on");
  });
  CHECK(n > 300);
  n = ateach(1, [] {
    trapped(true);
    bool caught = false;
    try {
      throw 1;
    } catch (int) {
      caught = true;
    }
    trapped(false);
    CHECK(caught);
  });
  CHECK(n > 300);
}

TEST_CASE("a signal at each instruction of LockOSThread" * real) {
  long n = ateach(1, [] {
    pthread_t me = pthread_self();
    trapped(true);
    LockOSThread();
    gosched();
    trapped(false);
    CHECK(pthread_equal(me, pthread_self()));
    trapped(true);
    UnlockOSThread();
    trapped(false);
  });
  CHECK(n > 10);
}

// --- What preemption must not break ---

// Preempts the calling goroutine here and now. True: it was preempted.
static bool preemptme() {
  G* gp = getg();
  uint64_t before = preemptions();
  gp->m->p->preempt.store(true, memory_order_relaxed);
  signalM(gp->m->procid);
  return preemptions() != before;
}

// A preempted goroutine leaves everything to another, which has run once by the end.
template <class F>
static void preempted_on(int procs, F f) {
  run_sliced(procs, 10'000 * ms, [&] {
    spare();
    f();
  });
}

TEST_CASE("errno, registers, the signal mask and the thread are as before" * real) {
  preempted_on(1, [] {
    std::atomic<bool> other = false;
    go([&] { errno = 1, other = true; });
    pthread_t me = pthread_self();
    sigset_t some, now;
    sigemptyset(&some), sigaddset(&some, SIGUSR2);
    pthread_sigmask(SIG_SETMASK, &some, nullptr);
    errno = 42;
    double x = 1.5, y;
    asm volatile("movsd %0, %%xmm9" ::"m"(x) : "xmm9");
    do CHECK(preemptme());
    while (!other);  // it may be our turn again at once: sysmon serves the global queue
    asm volatile("movsd %%xmm9, %0" : "=m"(y)::"xmm9");
    CHECK(errno == 42);
    CHECK(y == x);
    CHECK(other);
    CHECK(pthread_equal(me, pthread_self()));
    pthread_sigmask(SIG_SETMASK, nullptr, &now);
    CHECK(sigismember(&now, SIGUSR2) == 1);
    CHECK(sigismember(&now, SIGURG) == 0);
    sigemptyset(&some), pthread_sigmask(SIG_SETMASK, &some, nullptr);
  });
}

[[gnu::noinline]] static void deep(M* mp, size_t bytes) {
  auto filler = static_cast<volatile char*>(__builtin_alloca(bytes));
  filler[0] = 1;
  mp->p->preempt.store(true, memory_order_relaxed);
  signalM(mp->procid);
}

TEST_CASE("a goroutine with hardly any stack left can be preempted" * real) {
  preempted_on(1, [] {
    std::atomic<bool> other = false;
    go([&] { other = true; });
    G* gp = getg();
    auto sp = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
    // A signal's frame alone would be as long as what is left.
    while (!other) deep(gp->m, sp - gp->stack.lo - 1'000);
  });
}

TEST_CASE("an owner of a std::mutex is preempted, and those who wait for it keep no P" * real) {
  for (int procs : {1, 2}) {
    run_sliced(procs, 1 * ms, [] {
      std::mutex mutex;
      long n = 0;
      WaitGroup all;
      all.Add(4);
      for (int i = 0; i < 4; i++) {
        go([&] {
          for (int times = 0; times < 5; times++) {
            std::lock_guard held(mutex);
            n++;
            preemptme();  // the others sleep in the kernel now, with their Ps
          }
          all.Done();
        });
      }
      all.Wait();
      CHECK(n == 20);
    });
  }
}

TEST_CASE("a call that the runtime does not know of is interrupted, and goes on" * real) {
  run_sliced(1, 1 * ms, [] {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    std::atomic<bool> other = false;
    go([&] {
      other = true;
      REQUIRE(write(ends[1], "x", 1) == 1);  // nobody else does
    });
    char byte = 0;
    CHECK(read(ends[0], &byte, 1) == 1);  // libc's, which keeps its P: chapter 3's freeze
    CHECK(byte == 'x');
    CHECK(other);
    close(ends[0]), close(ends[1]);
  });
}

TEST_CASE("exceptions, memory and formats in an endless loop, beside others" * real) {
  run_sliced(1, 200 * us, [] {
    std::atomic<bool> enough = false;
    std::atomic<long> rounds = 0;
    WaitGroup all;
    all.Add(3);
    for (int i = 0; i < 3; i++) {
      go([&, i] {
        std::map<std::string, int> map;
        while (!enough) {
          char text[64];
          snprintf(text, sizeof text, "%d %f", i, static_cast<double>(map.size()));
          map[text]++;
          if (map.size() > 100) map.clear();
          try {
            throw std::runtime_error(text);
          } catch (const std::exception& e) {
            if (e.what() != std::string(text)) abort();
          }
          rounds++;
        }
        all.Done();
      });
    }
    uint64_t before = preemptions();
    timespec little = {0, 1'000'000};
    for (int i = 0; i < 100; i++) Syscall(SYS_nanosleep, word(&little), 0, 0);
    enough = true;
    all.Wait();
    CHECK(preemptions() - before > 10);
    CHECK(rounds > 100);
  });
}

TEST_CASE("locked goroutines are preempted, and stay on their threads" * real) {
  run_sliced(1, 200 * us, [] {
    std::atomic<bool> enough = false;
    WaitGroup all;
    all.Add(2);
    for (int i = 0; i < 2; i++) {
      go([&] {
        LockOSThread();
        pthread_t me = pthread_self();
        for (long n = 0; !enough; n++) {
          if (n % 1000 == 0) gosched();
          if (!pthread_equal(me, pthread_self())) abort();
        }
        all.Done();
      });
    }
    timespec little = {0, 1'000'000};
    for (int i = 0; i < 20; i++) Syscall(SYS_nanosleep, word(&little), 0, 0);
    enough = true;
    all.Wait();
  });
}

TEST_CASE("a deadlock is still seen when goroutines have been preempted" * real) {
  Child c = child([] {
    run_sliced(1, 200 * us, [] {
      static std::atomic<bool> enough = false;
      go([] { compute(enough); });
      timespec little = {0, 1'000'000};
      for (int i = 0; i < 5; i++) Syscall(SYS_nanosleep, word(&little), 0, 0);
      enough = true;
      Chan<int> c;
      c.recv();
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "all goroutines are asleep - deadlock!"));
}

// --- The program's own signals ---

static std::atomic<int> urgent;

TEST_CASE("the program's own SIGURG comes through; without a handler it does nothing" * real) {
  urgent = 0;
  run_on(1, [] { raise(SIGURG); });
  struct sigaction action = {}, before;
  action.sa_handler = [](int) { urgent++; };
  auto handler = reinterpret_cast<uintptr_t>(action.sa_handler);
  sigaction(SIGURG, &action, &before);
  run_on(1, [] {
    uint64_t n = preemptions();
    kill(getpid(), SIGURG);
    while (!urgent) ::usleep(100);
    CHECK(urgent == 1);
    CHECK(preemptions() == n);
  });
  struct sigaction now;
  sigaction(SIGURG, nullptr, &now);
  CHECK(reinterpret_cast<uintptr_t>(now.sa_handler) == handler);
  sigaction(SIGURG, &before, nullptr);
}

// --- sysmon's rules ---

// As if a goroutine had been on a P for that long, and sysmon had seen it start.
struct Busy {
  int64_t now = 1'000'000 * ms;
  M sleeper{};
  std::vector<std::unique_ptr<G>> gs = dummies(2);
  explicit Busy(int procs) {
    procresize(procs);
    for (int i = 0; i < procs; i++) {
      allp[i]->status.store(Prunning, memory_order_relaxed);
      allp[i]->tid.store(-1, memory_order_relaxed);  // nobody's
      giveway(allp[i], now);
    }
    while (pidleget()) {
    }
    sched.signals.store(true, memory_order_relaxed);
    sched.slice.store(10 * ms, memory_order_relaxed);
    sched.shortslice.store(200 * us, memory_order_relaxed);
    sched.newmHandoff.haveTemplateThread = true;
    sched.done.store(false, memory_order_relaxed);
    mput(&sleeper);
  }
  ~Busy() {
    sched.midle = nullptr, sched.nmidle = 0;
    sched.slice.store(0, memory_order_relaxed);
    sched.lock.lock();
    while (globrunqget(allp[0], 1)) {
    }
    sched.lock.unlock();
    sched.newmHandoff.haveTemplateThread = false;
    sched.newmHandoff.wanted = sched.newmHandoff.spares = 0;
    procdestroy();
  }
  void waits(bool returned = false) {
    gs[0]->returned = returned;
    sched.lock.lock();
    globrunqput(gs[0].get());
    sched.lock.unlock();
  }
  bool asked(int p) { return allp[p]->preempt.load(memory_order_relaxed); }
};

TEST_CASE("giveway asks when the slice is over, if somebody waits, and again after a while") {
  Busy b(1);
  giveway(allp[0], b.now + 20 * ms);
  CHECK(!b.asked(0));  // nobody waits
  b.gs[0]->preempted = true;
  b.waits();
  auto asked = [] { return allp[0]->asked.load(memory_order_relaxed); };
  giveway(allp[0], b.now + 9 * ms);
  CHECK(!b.asked(0));
  giveway(allp[0], b.now + 10 * ms);
  CHECK(b.asked(0));
  CHECK(asked() == b.now + 10 * ms);
  giveway(allp[0], b.now + 10 * ms + 900 * us);
  CHECK(asked() == b.now + 10 * ms);
  giveway(allp[0], b.now + 11 * ms);
  CHECK(asked() == b.now + 11 * ms);
  newslice(allp[0]);
  CHECK(!b.asked(0));
  giveway(allp[0], b.now + 12 * ms);  // a first look
  giveway(allp[0], b.now + 21 * ms);
  CHECK(!b.asked(0));
}

TEST_CASE("giveway leaves a goroutine alone if there is no thread for its P") {
  Busy b(1);
  b.waits();
  sched.midle = nullptr, sched.nmidle = 0;
  int32_t before = sched.mcount;
  giveway(allp[0], b.now + 10 * ms);
  CHECK(!b.asked(0));
  CHECK(sched.newmHandoff.wanted == 1);  // but now one will be made
  CHECK(sched.mcount == before + 1);
  giveway(allp[0], b.now + 10 * ms);
  CHECK(sched.newmHandoff.wanted == 1);
  sched.newmHandoff.wanted = sched.newmHandoff.spares = 0;
  sched.npreempted.store(1, memory_order_relaxed);  // a goroutine that brings its own thread
  giveway(allp[0], b.now + 10 * ms);
  CHECK(b.asked(0));
  CHECK(sched.newmHandoff.wanted == 1);  // for goroutines that bring none
  sched.npreempted.store(0, memory_order_relaxed), sched.mcount = before;
}

TEST_CASE("a preempted goroutine has passed others, which have no thread: one more is ordered") {
  Busy b(1);
  auto& handoff = sched.newmHandoff;
  int32_t before = sched.mcount, most = sched.maxmcount;
  b.waits();
  b.gs[1]->preempted = true;
  sched.lock.lock();
  globrunqput(b.gs[1].get());
  CHECK(globrunqgetpreempted() == b.gs[1].get());
  sched.lock.unlock();
  giveway(allp[0], b.now + 10 * ms);
  CHECK(b.asked(0));
  CHECK(handoff.wanted == 1);  // though an M sleeps
  handoff.wanted = handoff.spares = 0;
  giveway(allp[0], b.now + 20 * ms);
  CHECK(handoff.wanted == 0);  // one for each time
  handoff.passed = true;
  sched.maxmcount = sched.mcount + 1;
  giveway(allp[0], b.now + 30 * ms);
  CHECK(handoff.wanted == 0);  // the last one is for a P that can't do without, …
  CHECK(handoff.full == 0);    // … and nobody is told, since none is needed
  handoff.passed = false, sched.maxmcount = most, sched.mcount = before;
}

TEST_CASE("where no signals are sent, giveway needs no thread: the next runqget sees it") {
  Busy b(1);
  sched.signals.store(false, memory_order_relaxed);
  b.waits();
  sched.midle = nullptr, sched.nmidle = 0;
  int32_t before = sched.mcount;
  giveway(allp[0], b.now + 10 * ms);
  CHECK(b.asked(0));
  CHECK(sched.mcount == before);
}

TEST_CASE("a P that needs a thread takes the spare that is on its way") {
  Busy b(2);
  auto& handoff = sched.newmHandoff;
  M made[2] = {};
  int32_t before = sched.mcount;
  sched.lock.lock();
  sparem_locked();
  newm_locked(allp[0], false);
  CHECK(handoff.wanted == 1);
  CHECK(sched.mcount == before + 1);
  newm_locked(allp[1], true);  // this one has to be made
  CHECK(handoff.wanted == 2);
  CHECK(waitingp_locked(&made[0]) == allp[1]);
  CHECK(made[0].spinning);
  CHECK(waitingp_locked(&made[1]) == allp[0]);
  CHECK(!made[1].spinning);
  sparem_locked();
  CHECK(handoff.wanted == 3);
  CHECK(waitingp_locked(&made[1]) == nullptr);  // a spare comes, and nobody needs it
  newm_locked(allp[0], false);
  CHECK(handoff.wanted == 4);
  waitingp_locked(&made[0]);
  sched.lock.unlock();
  sched.mcount = before;
}

TEST_CASE("giveway shares a time slice among those that compute, while others wait") {
  auto gs = dummies(4);
  Busy b(1);
  sched.lock.lock();
  for (int i : {0, 1, 2}) gs[static_cast<size_t>(i)]->preempted = true;
  for (int i : {0, 1, 2}) globrunqput(gs[static_cast<size_t>(i)].get());
  sched.lock.unlock();
  giveway(allp[0], b.now + 9'999 * us);
  CHECK(!b.asked(0));  // nobody waits but those three
  b.waits();
  giveway(allp[0], b.now + 1'999 * us);
  CHECK(!b.asked(0));
  giveway(allp[0], b.now + 2'000 * us);  // three, this one, and those that wait
  CHECK(b.asked(0));
}

TEST_CASE("giveback asks the one who has computed longest, if that is longer than a short slice") {
  Busy b(3);
  b.waits(true);
  CHECK(sched.nreturned.load(memory_order_relaxed) == 1);
  giveback(b.now + 199 * us, 200 * us);
  CHECK(!b.asked(0));
  allp[1]->since.store(b.now - 50 * us, memory_order_relaxed);
  giveback(b.now + 200 * us, 200 * us);
  CHECK(!b.asked(0));
  CHECK(b.asked(1));
  giveback(b.now + 200 * us, 200 * us);  // it has been asked
  CHECK((b.asked(0) || b.asked(2)));
  CHECK(!(b.asked(0) && b.asked(2)));
}

TEST_CASE("… and asks nobody if short slices are switched off") {
  Busy b(1);
  b.waits(true);
  giveback(b.now + 1'000 * ms, 0);
  CHECK(!b.asked(0));
}

TEST_CASE("… nor one if sysmon does not know how long it has computed") {
  Busy b(1);
  b.waits(true);
  allp[0]->since.store(0, memory_order_relaxed);
  giveback(b.now + 1'000 * ms, 200 * us);
  CHECK(!b.asked(0));
}

TEST_CASE("a P that goes to a preempted goroutine takes no others along") {
  auto gs = dummies(3);
  Busy b(1);
  gs[0]->preempted = true;
  sched.lock.lock();
  for (auto& gp : gs) globrunqput(gp.get());
  CHECK(globrunqget(allp[0], 0) == gs[0].get());
  CHECK(runqempty(allp[0]));
  CHECK(sched.runqsize.load(memory_order_relaxed) == 2);
  for (int i : {1, 2}) CHECK(globrunqget(allp[0], 1) == gs[static_cast<size_t>(i)].get());
  sched.newmHandoff.spares = 0;
  sched.lock.unlock();
}

TEST_CASE("a preempted goroutine goes into no P's own queue, and is found in the middle") {
  auto gs = dummies(5);
  Busy b(1);
  gs[2]->preempted = true;
  sched.lock.lock();
  for (auto& gp : gs) globrunqput(gp.get());
  CHECK(sched.npreempted.load(memory_order_relaxed) == 1);
  CHECK(globrunqget(allp[0], 0) == gs[0].get());
  CHECK(allp[0]->runqtail.load(memory_order_relaxed) == 1);  // not the third, nor those behind
  CHECK(sched.runqsize.load(memory_order_relaxed) == 3);
  globrunqput(gs[0].get());
  sched.newmHandoff.passed = false;
  CHECK(globrunqgetpreempted() == gs[2].get());
  CHECK(!sched.newmHandoff.passed);  // it was the first
  CHECK(globrunqgetpreempted() == nullptr);
  CHECK(sched.npreempted.load(memory_order_relaxed) == 0);
  for (int i : {3, 4, 0}) CHECK(globrunqget(allp[0], 1) == gs[static_cast<size_t>(i)].get());
  CHECK(sched.runqsize.load(memory_order_relaxed) == 0);
  sched.lock.unlock();
  bool inherit;
  runqget(allp[0], &inherit);
}

TEST_CASE("runqget: when the slice is over the ring comes before those that share it") {
  auto gs = dummies(2);
  auto p = std::make_unique<P>();
  runqput(p.get(), gs[1].get(), false);
  bool inherit;
  for (int i = 0; i < 100; i++) {
    runqput(p.get(), gs[0].get(), true);
    REQUIRE(runqget(p.get(), &inherit) == gs[0].get());
    REQUIRE(inherit);
  }
  runqput(p.get(), gs[0].get(), true);
  p->preempt.store(true, memory_order_relaxed);
  CHECK(runqget(p.get(), &inherit) == gs[1].get());
  CHECK(!inherit);
  CHECK(runqget(p.get(), &inherit) == gs[0].get());
  CHECK(!inherit);  // in a new slice, since nobody else is there
}

TEST_CASE("runqget: and so where no thread is there for another one's P") {
  auto gs = dummies(2);
  auto p = std::make_unique<P>();
  bool inherit;
  runqput(p.get(), gs[1].get(), false);
  runqput(p.get(), gs[0].get(), true);
  p->over.store(true, memory_order_relaxed);
  CHECK(runqget(p.get(), &inherit) == gs[1].get());
  newturn(p.get());
  CHECK(!p->over.load(memory_order_relaxed));
}

// --- A call that will block ---

// In a goroutine, again and again from one place in the program: a call that blocks, or one that
// does not. Both at once would be two places.
[[gnu::noinline]] static void onecall(bool blocks) {
  timespec little = {0, 1'000'000};
  Syscall(blocks ? SYS_nanosleep : SYS_getppid, word(&little), 0, 0);
}

TEST_CASE(
    "a place in the program that has blocked twice gives its P away, until it does not block") {
  run_on(1, [] {
    keep_ps();  // a preemption hands a P off, too
    sched.foresees.store(true, memory_order_relaxed);
    std::atomic<bool> enough = false;
    WaitGroup all;
    all.Add(1);
    go([&] {  // somebody needs the P
      while (!enough) gosched();
      all.Done();
    });
    G* gp = getg();
    auto given = [&](bool blocks) {  // does sysmon take the P, or is it given away?
      uint64_t before = sched.retakes.load(memory_order_relaxed);
      uint64_t handoffs = sched.handoffs.load(memory_order_relaxed);
      onecall(blocks);
      return sched.handoffs.load(memory_order_relaxed) - handoffs >
             sched.retakes.load(memory_order_relaxed) - before;
    };
    gp->blocked = 0;  // its G may have been another's
    for (int i = 0; i < 1000 && gp->blocked == 0; i++) CHECK(!given(true));
    while (!given(true)) {  // after the second call that has lost its P
    }
    CHECK(gp->blocked == 16);
    CHECK(given(true));
    bool last = given(false);  // the place is believed once more
    CHECK(last);
    int wrong = 1;
    for (; given(false) && wrong < 1000; wrong++) {  // on a busy machine a short call may take long
    }
    CHECK(wrong < 1000);
    CHECK(!given(true));  // and must lose its P twice again
    sched.foresees.store(false, memory_order_relaxed);
    while (gp->blocked == 0 || given(true)) onecall(true);
    for (int i = 0; i < 5; i++) CHECK(!given(true));
    enough = true;
    all.Wait();
  });
}

TEST_CASE("nobody is woken for a P that nobody waits for") {
  run_on(1, [] {
    G* gp = getg();
    gp->syscallpc = 1;
    for (int i = 0; i < 3; i++) foreseelost(gp);
    CHECK(!foreseen(gp, 1));
    go([] {});
    sched.foresees.store(true, memory_order_relaxed);
    CHECK(foreseen(gp, 1));
    CHECK(!foreseen(gp, 2));
    sched.foresees.store(false, memory_order_relaxed);
    CHECK(!foreseen(gp, 1));
    gp->foreseen = false, gp->blocked = 0;
  });
}

// --- Where it ends ---

// Outside: waits until no more threads can be made (at most 20 s), and a little longer.
static void untilfull() {
  bool full = false;
  for (int i = 0; i < 2'000 && !full; i++) {
    ::usleep(10'000);
    sched.lock.lock();
    full = sched.newmHandoff.full;
    sched.lock.unlock();
  }
  ::usleep(20'000);
}

// Goroutines that have a thread take turns; the others come when one of those is done.
TEST_CASE("at the limit of threads preemption ends, with a word, and the program goes on" * real) {
  Child c = child([] {
    SetMaxThreads(5);
    std::atomic<int> done = 0;
    std::atomic<bool> enough = false;
    std::thread outside;
    run_sliced(1, 200 * us, [&] {
      outside = std::thread([&] { untilfull(), enough = true; });
      for (int i = 0; i < 20; i++) go([&] { compute(enough), done++; });
    });
    outside.join();
    printf("%d are done\n", done.load());
  });
  CHECK(c.status == 0);
  CHECK(c.out == "20 are done\n");
  INFO(c.err);  // perhaps fewer than five, if the kernel has no more for a moment
  CHECK(contains(c.err, "runtime: no more threads ("));
  CHECK(contains(c.err, "): goroutines that compute may no longer be "));
  CHECK(c.err.find("no more threads") == c.err.rfind("no more threads"));
}

TEST_CASE("at the limit, too, goroutines that wake each other leave others their turn" * real) {
  Child c = child(
      [] {
        SetMaxThreads(2);  // ours, and the template thread, which does not count
        run_sliced(1, 200 * us, [] {
          static std::atomic<bool> ran = false;
          Chan<bool> ping, pong;
          go([&] {
            while (ping.recv()) pong.send(true);
          });
          go([&] {  // takes the second thread away
            timespec s = {30, 0};
            Syscall(SYS_nanosleep, word(&s), 0, 0);
          });
          gosched();
          go([] { ran = true; });
          while (!ran) ping.send(true), pong.recv();
          printf("its turn\n");
          fflush(stdout);
          _exit(0);
        });
      },
      20);
  CHECK(c.status == 0);
  CHECK(c.out == "its turn\n");
}

TEST_CASE("whoever calls run may have blocked all signals" * real) {
  Child c = child(
      [] {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_BLOCK, &all, nullptr);
        run_sliced(1, 1 * ms, [] {
          static std::atomic<bool> enough = false;
          go([] { compute(enough); });
          gosched();
          enough = true;
          printf("it has been preempted\n");
        });
      },
      20);
  CHECK(c.status == 0);
  CHECK(c.out == "it has been preempted\n");
}

TEST_CASE("where the kernel has no more threads, too" * real) {
  Child c = child([] {
    run_sliced(1, 200 * us, [] {
      static std::atomic<bool> enough = false;
      std::thread outside([] { untilfull(), enough = true; });
      refuse({SYS_clone, SYS_clone3}, EAGAIN);
      for (int i = 0; i < 3; i++) go([] { compute(enough); });
      compute(enough);
      outside.join();
      printf("it goes on\n");
    });
  });
  if (c.status == 77) return;  // a sandbox without seccomp
  CHECK(c.status == 0);
  CHECK(c.out == "it goes on\n");
  CHECK(contains(c.err, "goroutines that compute may no longer be preempted\n"));
}

TEST_CASE("SLICE is a time or off; anything else is refused") {
  for (const char* wish : {"SLICE=1", "SLICE=of", "SLICE=-1ms", "SHORTSLICE=1"}) {
    Child c = program({"parts"}, 30, wish);
    CHECK(c.status == 2);
    CHECK(contains(c.err, ": a time, such as 10ms or 200us, or off.\nusage: S"));
  }
  CHECK(program({"parts"}, 30, "SLICE=200us").status == 0);
  Child f = program({"parts"}, 30, "FORESEE=of");
  CHECK(f.status == 2);
  CHECK(contains(f.err, "FORESEE=of: I know on and off.\nusage: FORESEE=off make chapter-"));
  Child c = program({"--block-ms", "100"}, 60, "SLICE=off");
  CHECK(c.status == 0);
  CHECK(!contains(c.out, "preemptions"));
}
