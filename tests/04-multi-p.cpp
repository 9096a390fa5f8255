// Chapter 4: run queues, stealing, notes, locks, and threads that come and go.
#include "support/goroutines.hpp"

#include <doctest/doctest.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chan.hpp>
#include <clock.hpp>
#include <cstring>
#include <exception>
#include <functional>
#include <lock.hpp>
#include <note.hpp>
#include <proc.hpp>
#include <rawsyscall.hpp>
#include <runq.hpp>
#include <set>
#include <thread>
#include <waitgroup.hpp>

#include "support/busy.hpp"
#include "support/child.hpp"
#include "support/refuse.hpp"

using namespace rt;

static uint64_t get(P* pp) {
  bool inherit;
  G* gp = runqget(pp, &inherit);
  return gp ? gp->goid : 0;
}

TEST_CASE("a P's queue: first in, first out, but runnext goes first and kicks out the one before") {
  auto gs = dummies(5);
  auto p = std::make_unique<P>();
  for (int i = 0; i < 3; i++) runqput(p.get(), gs[i].get(), false);
  runqput(p.get(), gs[3].get(), true);
  runqput(p.get(), gs[4].get(), true);  // 4 goes to the end of the ring
  CHECK(!runqempty(p.get()));
  for (uint64_t want : {5, 1, 2, 3, 4, 0}) CHECK(get(p.get()) == want);
  CHECK(runqempty(p.get()));
}

// (From chapter 10 on sysmon ends their time slice.)
TEST_CASE("after 61 in a row from runnext it is the ring's turn, and so again after the next 61" *
          doctest::skip(CHAPTER >= 10)) {
  auto gs = dummies(2);
  auto p = std::make_unique<P>();
  runqput(p.get(), gs[0].get(), false);
  CHECK(get(p.get()) == 1);  // from the ring, with nobody in runnext
  for (int times = 0; times < 3; times++) {
    runqput(p.get(), gs[0].get(), false);
    for (int i = 0; i < 61; i++) {
      runqput(p.get(), gs[1].get(), true);
      REQUIRE(get(p.get()) == 2);
    }
    runqput(p.get(), gs[1].get(), true);
    CHECK(get(p.get()) == 1);
    CHECK(get(p.get()) == 2);
    CHECK(get(p.get()) == 0);  // none in a row any more
  }
}

TEST_CASE("the ring works past the point where its counters wrap around") {
  auto gs = dummies(10);
  auto p = std::make_unique<P>();
  p->runqhead.store(~0u - 3, memory_order_relaxed);
  p->runqtail.store(~0u - 3, memory_order_relaxed);
  for (auto& g : gs) runqput(p.get(), g.get(), false);
  for (uint64_t want = 1; want <= 10; want++) CHECK(get(p.get()) == want);
  CHECK(get(p.get()) == 0);
}

TEST_CASE("a full ring gives half of itself and the new one, 129, to the global queue, in order") {
  auto gs = dummies(257);
  auto p = std::make_unique<P>();
  for (auto& g : gs) runqput(p.get(), g.get(), false);
  CHECK(sched.runqsize.load(memory_order_relaxed) == 129);
  CHECK(p->runqtail.load(memory_order_relaxed) - p->runqhead.load(memory_order_relaxed) == 128);
  for (uint64_t want = 129; want <= 256; want++) REQUIRE(get(p.get()) == want);
  gomaxprocs = 1;
  sched.lock.lock();
  for (uint64_t want = 1; want <= 128; want++) {
    G* gp = globrunqget(p.get(), 1);
    REQUIRE(gp->goid == want);
  }
  CHECK(globrunqget(p.get(), 0)->goid == 257);
  CHECK(globrunqget(p.get(), 0) == nullptr);
  sched.lock.unlock();
  CHECK(sched.runqsize.load(memory_order_relaxed) == 0);
}

TEST_CASE("the global queue is shared out: a P takes its part, and no more than half a ring") {
  auto gs = dummies(600);
  auto p = std::make_unique<P>();
  gomaxprocs = 4;
  sched.lock.lock();
  for (auto& g : gs) globrunqput(g.get());
  CHECK(globrunqget(p.get(), 0)->goid == 1);
  CHECK(sched.runqsize.load(memory_order_relaxed) == 600 - 128);
  for (uint64_t want = 2; want <= 128; want++) REQUIRE(get(p.get()) == want);
  while (globrunqget(p.get(), 1)) {
  }
  for (int i = 0; i < 8; i++) globrunqput(gs[i].get());
  CHECK(globrunqget(p.get(), 0)->goid == 1);  // 8 / 4 + 1 of them
  CHECK(sched.runqsize.load(memory_order_relaxed) == 5);
  while (globrunqget(p.get(), 1)) {
  }
  sched.lock.unlock();
}

TEST_CASE("a thief takes half, rounded up, and runs the last of them") {
  for (uint32_t n : {1u, 2u, 3u, 7u, 256u}) {
    CAPTURE(n);
    auto gs = dummies(n);
    auto victim = std::make_unique<P>(), thief = std::make_unique<P>();
    for (auto& g : gs) runqput(victim.get(), g.get(), false);
    uint32_t half = n - n / 2;
    CHECK(runqsteal(thief.get(), victim.get(), false)->goid == half);
    for (uint64_t want = 1; want < half; want++) REQUIRE(get(thief.get()) == want);
    CHECK(get(thief.get()) == 0);
    for (uint64_t want = half + 1; want <= n; want++) REQUIRE(get(victim.get()) == want);
    CHECK(get(victim.get()) == 0);
  }
}

TEST_CASE("runnext is stolen only when the thief may") {
  auto gs = dummies(1);
  auto victim = std::make_unique<P>(), thief = std::make_unique<P>();
  runqput(victim.get(), gs[0].get(), true);
  CHECK(runqsteal(thief.get(), victim.get(), false) == nullptr);
  CHECK(runqsteal(thief.get(), victim.get(), true) == gs[0].get());
  CHECK(runqempty(victim.get()));
}

TEST_CASE("with an owner and two thieves at work, every goroutine is got exactly once") {
  constexpr int n = sanitized ? 20'000 : 200'000;
  auto gs = dummies(n);
  auto owner = std::make_unique<P>();
  std::vector<std::atomic<int>> seen(n + 1);
  std::atomic<bool> done = false;
  gomaxprocs = 1;
  auto steal = [&] {
    auto mine = std::make_unique<P>();
    while (!done) {
      if (G* gp = runqsteal(mine.get(), owner.get(), true)) {
        seen[gp->goid]++;
        while (uint64_t id = get(mine.get())) seen[id]++;
      }
    }
  };
  std::thread one(steal), two(steal);
  for (int i = 0; i < n; i++) {
    runqput(owner.get(), gs[i].get(), i % 3 == 0);
    if (i % 4 == 0) {
      if (uint64_t id = get(owner.get())) seen[id]++;
    }
  }
  while (uint64_t id = get(owner.get())) seen[id]++;
  done = true;
  one.join(), two.join();
  while (uint64_t id = get(owner.get())) seen[id]++;
  sched.lock.lock();
  while (G* gp = globrunqget(owner.get(), 1)) seen[gp->goid]++;
  sched.lock.unlock();
  for (int i = 1; i <= n; i++) REQUIRE(seen[i] == 1);
}

TEST_CASE("after 61 that inherit the time slice through runnext, the ring is next" *
          doctest::skip(CHAPTER >= 10)) {
  auto gs = dummies(2);
  auto p = std::make_unique<P>();
  runqput(p.get(), gs[1].get(), false);
  bool inherit;
  for (int i = 0; i < 61; i++) {
    runqput(p.get(), gs[0].get(), true);
    REQUIRE(runqget(p.get(), &inherit) == gs[0].get());
    REQUIRE(inherit);
  }
  runqput(p.get(), gs[0].get(), true);
  CHECK(runqget(p.get(), &inherit) == gs[1].get());
  CHECK(!inherit);
  CHECK(runqget(p.get(), &inherit) == gs[0].get());
}

TEST_CASE("a goroutine that has finished is on no thread") {
  run_on(1, [] {
    G* gone = nullptr;
    go([&] { gone = getg(); });
    while (!gone || gone->atomicstatus.load(memory_order_relaxed) != Gdead) gosched();
    CHECK(gone->m == nullptr);
  });
}

TEST_CASE("two goroutines that wake each other do not keep a third one waiting for ever") {
  bool third = false;
  int rounds = 0;
  Chan<int> ping, pong;
  run_on(1, [&] {
    go([&] {
      for (int v : ping) pong.send(v);
    });
    go([&] { third = true; });
    while (!third && rounds < 10'000) {
      ping.send(1);
      pong.recv();
      rounds++;
    }
    ping.close();
  });
  CHECK(third);
  CHECK(rounds <= 100);
}

TEST_CASE("… nor one that waits in the global queue") {
  bool ran = false;
  int rounds = 0;
  run_on(1, [&] {
    Chan<int> asker, answerer;
    WaitGroup all;
    all.Add(2);
    go([&] {
      to_global_queue();
      ran = true;
      all.Done();
    });
    go([&] {
      while (answerer.recv()) asker.send(1);
      all.Done();
    });
    for (; rounds < 100'000 && !ran; rounds++) answerer.send(1), asker.recv();
    answerer.close();
    all.Wait();
  });
  CHECK(rounds < 100'000);
}

TEST_CASE("each turn of a goroutine that comes out of the ring is a new time slice") {
  run_on(1, [] {
    uint32_t before = getg()->m->p->schedtick.load(memory_order_relaxed);
    for (int i = 0; i < 10; i++) gosched();
    CHECK(getg()->m->p->schedtick.load(memory_order_relaxed) >= before + 10);
  });
}

TEST_CASE("a queue in an array keeps its order: growing in the middle, or with one taken out") {
  auto gs = dummies(1500);
  GDeque q;
  size_t in = 0, out = 0;
  auto put = [&](size_t n) {
    while (n-- > 0) q.pushBack(gs[in++].get());
  };
  auto get = [&](size_t n) {
    while (n-- > 0) CHECK(q.pop() == gs[out++].get());
  };
  CHECK((q.empty() && !q.head() && !q.pop() && !q.popBack()));
  put(400), get(300), put(1000);  // it has grown twice by now, and was not at its beginning
  CHECK((q.size() == 1100 && q.head() == gs[300].get() && q[1099] == gs[1399].get() &&
         q[7] == gs[307].get()));
  CHECK(q.take(2) == gs[302].get());
  get(2), out++, get(1096);
  CHECK(q.popBack() == gs[1399].get());
  CHECK(q.empty());
}

TEST_CASE("a P keeps fewer than 256 finished Gs to itself: the others are for everybody") {
  run_on(1, [] {
    WaitGroup begun, finished;
    begun.Add(1000), finished.Add(1000);
    for (int i = 0; i < 1000; i++) go([&] { begun.Done(), begun.Wait(), finished.Done(); });
    finished.Wait();
    gosched();  // the last one has to end, too
    CHECK(getg()->m->p->gfreecount < 256);
    sched.gfreelock.lock();
    uint32_t free = sched.gfree.size();
    sched.gfreelock.unlock();
    CHECK(free > 700);
  });
}

// From chapter 5 on sysmon hurries a P if somebody waits in the global queue: not in this test.
static void patient(bool on) {
#if CHAPTER > 4
  sched.hurried = on ? INT64_MAX : 0;
#else
  (void)on;
#endif
}

// From chapter 10 on, a signal sends a goroutine whose slice is over to the global queue. A P that
// has nothing to do takes several from there and puts all but one into its ring, and in there it is
// the time slice that counts, not the number of turns. In a goroutine: not in this run.
static void unsignalled() {
#if CHAPTER > 9
  sched.signals.store(false, memory_order_relaxed);
#endif
}

TEST_CASE("each 61st turn on a P, and no other, is the global queue's, inherited slice or not") {
  for (bool next : {false, true}) {
    CAPTURE(next);
    auto gs = dummies(2);
    std::vector<int> global_first;
    patient(true);
    run_on(1, [&] {
      P* pp = getg()->m->p;
      pp->turns.store(0, memory_order_relaxed);
      for (int turn = 1; turn <= 200; turn++) {
        runqput(pp, gs[0].get(), next);
        sched.lock.lock();
        globrunqput(gs[1].get());
        sched.lock.unlock();
        bool inherit;
        if (findRunnable(&inherit) == gs[1].get()) global_first.push_back(turn);
        runqget(pp, &inherit);  // the other one: both queues are empty again
        sched.lock.lock();
        globrunqget(pp, 1);
        sched.lock.unlock();
      }
    });
    patient(false);
    CHECK(global_first == std::vector<int>{61, 122, 183});
  }
}

TEST_CASE("a goroutine in the global queue has its turn after 61 others, whatever they do") {
  const char* names[] = {"gosched", "a token", "a pair of channels", "a chain of go"};
  for (int what = 0; what < 4; what++) {
    for (int procs : {1, 2, 4}) {
      Busy busy;
      Chan<bool> ping[4], pong[4];
      uint32_t most = 0;
      run_on(procs, [&] {
        unsignalled();
        for (int i = 0; i < procs; i++) {
          if (what == 0) busy.gosched();
          if (what == 1) busy.token(&ping[i]);
          if (what == 2) busy.pair(&ping[i], &pong[i]);
          if (what == 3) busy.chain();
        }
        for (int i = 0; i < 20; i++) most = std::max(most, waits(&busy));
        busy.stop = true;
        busy.all.Wait();
      });
      INFO(std::string(names[what]), ", ", procs, " Ps: ", most, " turns");
      // Each P counts for itself, and those who take turns may move to another P meanwhile.
      CHECK(most <= 61u * static_cast<unsigned>(procs));
    }
  }
}

TEST_CASE("who yields goes behind those in the global queue, too, and not 60 times before them") {
  int turns = 0;
  bool ran = false;
  run_on(1, [&] {
    // A goroutine in the global queue, beside two that yield for ever. Slice 0 is over: it would be
    // the global queue's turn at once.
    getg()->m->p->schedtick.store(1, memory_order_relaxed);
    go([&] { ran = true; });
    bool inherit;
    G* gp = runqget(getg()->m->p, &inherit);
    sched.lock.lock();
    globrunqput(gp);
    sched.lock.unlock();
    for (int i = 0; i < 2; i++) {
      go([&] {
        for (; !ran && turns < 10'000; turns++) gosched();
      });
    }
  });
  CHECK(ran);
  CHECK(turns <= 3);
}

// --- notes and locks ---

TEST_CASE("a note that is woken before anybody sleeps on it does not let him sleep") {
  Note<"test.note"> n;
  notewakeup(&n);
  notesleep(&n);
  noteclear(&n);
  CHECK(!notetsleep(&n, 1'000'000));
  CHECK(contains(child([] {
                   static Note<"test.note"> twice;
                   notewakeup(&twice);
                   notewakeup(&twice);
                 }).err,
                 "fatal error: notewakeup - double wakeup"));
}

TEST_CASE("notes between two threads: no wake-up is lost, and what was written before it is seen") {
  Note<"test.there"> there;
  Note<"test.back"> back;
  int value = 0, wrong = 0;
  constexpr int n = 5'000;
  std::thread other([&] {
    for (int i = 1; i <= n; i++) {
      notesleep(&there);
      noteclear(&there);
      if (value != i) wrong++;
      notewakeup(&back);
    }
  });
  for (int i = 1; i <= n; i++) {
    value = i;
    notewakeup(&there);
    notesleep(&back);
    noteclear(&back);
  }
  other.join();
  CHECK(wrong == 0);
}

TEST_CASE("a lock excludes") {
  Lock<"test.lock"> lock;
  long counter = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; i++) {
    threads.emplace_back([&] {
      for (int k = 0; k < 20'000; k++) {
        lock.lock();
        counter++;
        lock.unlock();
      }
    });
  }
  for (auto& t : threads) t.join();
  CHECK(counter == 80'000);
}

// --- Ms and Ps ---

TEST_CASE("goroutines run at the same time, as many as there are Ps, and no more") {
  for (int procs : {1, 2, 4}) {
    CAPTURE(procs);
    std::atomic<int> running = 0, most = 0, together = 0;
    run_on(procs, [&] {
      for (int i = 0; i < procs; i++) {
        go([&] {
          together++;
          while (CHAPTER >= 4 && together < procs)
            RawSyscall(SYS_sched_yield, 0, 0, 0);  // all of them
        });
      }
      for (int i = 0; i < 20; i++) {
        go([&] {
          int now = ++running;
          for (int old = most; now > old && !most.compare_exchange_weak(old, now);) {
          }
          for (int k = 0; k < 1000; k++) asm volatile("pause");
          running--;
        });
      }
    });
    CHECK(together == procs);
    CHECK(most <= procs);
  }
}

TEST_CASE("GOMAXPROCS: from the environment, else from the affinity mask") {
  auto procs = [](const char* wish) {
    return child([=] {
             if (wish) setenv("GOMAXPROCS", wish, 1);
             else unsetenv("GOMAXPROCS");
             static bool fresh = true;
             (void)fresh;
             execl("/proc/self/exe", "test", "-tc=prints GOMAXPROCS", "-ns", nullptr);
           })
        .out;
  };
  CHECK(contains(procs("3"), "GOMAXPROCS is 3\n"));
  CHECK(contains(procs("1500"), "GOMAXPROCS is 1024\n"));
  CHECK(!contains(procs("4x"), "GOMAXPROCS is 4x\n"));
  CHECK(contains(procs(nullptr),
                 "GOMAXPROCS is " + std::to_string(std::thread::hardware_concurrency()) + "\n"));
}

TEST_CASE("prints GOMAXPROCS" * doctest::skip(true)) {
  printf("GOMAXPROCS is %d\n", GOMAXPROCS(0));
}

// A kernel for more than 1,024 CPUs, as far as the program can tell: it refuses a mask of 128
// bytes.
static void refuse_small_masks() {
  filter_calls({BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sched_getaffinity, 0, 3),
                BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
                BPF_JUMP(BPF_JMP | BPF_JGT | BPF_K, 128, 1, 0),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)});
}

TEST_CASE("on a machine with more than 1,024 CPUs there is more than one P") {
  Child c = child([] {
    unsetenv("GOMAXPROCS");
    refuse_small_masks();
    execl("/proc/self/exe", "test", "-tc=prints GOMAXPROCS", "-ns", nullptr);
  });
  CHECK(contains(c.out,
                 "GOMAXPROCS is " + std::to_string(std::thread::hardware_concurrency()) + "\n"));
}

// glibc answers EAGAIN if there is no memory for a thread's stack. A process of its own, since a
// child inherits stacks that threads have left.
TEST_CASE("a thread that can't be started is tried again, and then the program ends" *
          doctest::skip(sanitized)) {
  auto start = [](const char* recovers) {
    return child([=] {
      setenv("RECOVERS", recovers, 1);
      execl("/proc/self/exe", "test", "-tc=starts a thread without memory", "-ns", nullptr);
    });
  };
  Child c = start("1");
  CHECK(contains(c.out, "it ran\n"));
  CHECK(c.status == 0);
  c = start("0");
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: runtime: failed to create new OS thread (have 1 already; "));
}

TEST_CASE("starts a thread without memory" * doctest::skip(true)) {
  const char* wish = getenv("RECOVERS");
  bool recovers = wish && *wish == '1';
  rlimit before;
  getrlimit(RLIMIT_AS, &before);
  std::atomic<bool> limited = false;
  std::thread other([&] {
    while (!limited) ::usleep(1'000);
    ::usleep(20'000);
    if (recovers) setrlimit(RLIMIT_AS, &before);
  });
  run_on(1, [] {});         // has room for goroutines' stacks now
  free(malloc(64 * 1024));  // … and malloc has some for an M
  rlimit none = {64 * 1024, before.rlim_max};
  setrlimit(RLIMIT_AS, &none);
  limited = true;
  run_on(2, [] {});  // wakes a second M
  other.join();
  printf("it ran\n");
}

// The naps are not taken, only written down. (A sanitizer has threads of its own, which nap too.)
TEST_CASE("a thread that is refused is asked for again after 1, 2, … and 20 ms" *
          doctest::skip(sanitized)) {
  Child c = child([] {
    struct sigaction action = {};
    action.sa_flags = SA_SIGINFO;
    action.sa_sigaction = [](int, siginfo_t*, void* context) {
      auto& r = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
      printf("%ld ", reinterpret_cast<timespec*>(r[REG_RDI])->tv_nsec / 1'000'000);
      r[REG_RAX] = 0;
    };
    sigaction(SIGSYS, &action, nullptr);
    refuse({SYS_clone, SYS_clone3}, EAGAIN);
    trap(SYS_nanosleep);
    pthread_t thread;
    int err = newosproc(
        &thread, [](void*) -> void* { return nullptr; }, nullptr);
    printf("%s", strerror(err));
  });
  if (c.status == 77) return;  // a sandbox in which there is no seccomp
  CHECK(c.out ==
        "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 Resource temporarily unavailable");
}

TEST_CASE(
    "no wake-up is lost: goroutines that sleep and wake each other on several Ps, many times") {
  constexpr int rounds = sanitized ? 2'000 : 20'000;
  std::atomic<long> sum = 0;
  run_on(4, [&] {
    WaitGroup all;
    all.Add(8);
    for (int pair = 0; pair < 8; pair++) {
      go([&] {
        Chan<int> c;
        go([&] {
          for (int i = 0; i < rounds; i++) c.send(1);
          c.close();
        });
        for (int v : c) sum += v;
        all.Done();
      });
    }
    all.Wait();
  });
  CHECK(sum == 8L * rounds);
}

TEST_CASE("work that bursts and dries up, again and again, is all done") {
  std::atomic<int> done = 0;
  for (int i = 0; i < (sanitized ? 20 : 200); i++) {
    run_on(3, [&] {
      for (int k = 0; k < 10; k++) {
        go([&] {
          for (int n = 0; n < 5; n++) go([&] { done++; });
        });
      }
    });
  }
  CHECK(done == (sanitized ? 20 : 200) * 50);
}

TEST_CASE("a deadlock is seen when all threads sleep") {
  Child c = child([] {
    run_on(4, [] {
      Chan<int> never;
      for (int i = 0; i < 3; i++) go([&] { never.recv(); });
      never.recv();
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: all goroutines are asleep - deadlock!"));
  CHECK(contains(c.err, "goroutine 1 [chan receive]"));
}

TEST_CASE(
    "threads that fail at the same moment: one of them lists every goroutine, the others let it") {
  Child c = child([] {
    run_on(4, [] {
      for (int i = 0; i < 50; i++) go([] { gopark(nullptr, nullptr, waitReasonTest); });
      static std::atomic<int> there = 0;
      for (int i = 0; i < 4; i++) {
        go([] {
          there++;
          while (there < 4) {
          }
          panic("all at once");
        });
      }
    });
  });
  CHECK(c.status == 2);
  int listed = 0;
  for (size_t at = 0; (at = c.err.find("\ngoroutine ", at)) != std::string::npos; at++) listed++;
  CHECK(listed >= 50);  // asleep, or on their way to it; and those that fail
}

TEST_CASE("a goroutine that moves between threads reads its own G and M, at -O2") {
  std::atomic<int> wrong = 0;
  std::set<long> threads;
  Lock<"test.threads"> lock;
  run_on(4, [&] {
    for (int i = 0; i < 20; i++) {
      go([&] {
        G* me = getg();
        for (int k = 0; k < 200; k++) {
          gosched();
          if (getg() != me || getg()->m->curg != me) wrong++;
          long tid = static_cast<long>(RawSyscall(SYS_gettid, 0, 0, 0).r1);
          if (k % 50 == 0) {
            lock.lock();
            threads.insert(tid);
            lock.unlock();
            for (int w = 0; w < 2000; w++) asm volatile("pause");
          }
        }
      });
    }
  });
  CHECK(wrong == 0);
  CHECK(threads.size() <= 4);
}

TEST_CASE("goexit in catch blocks whose exceptions, as they are destroyed, go to other threads") {
  struct Wanderer {
    ~Wanderer() {
      for (int i = 0; i < 5; i++) gosched();
    }
  };
  std::atomic<int> strangers = 0, ended = 0;
  run_on(4, [&] {
    for (int i = 0; i < 1000; i++) {
      go([&] {
        if (std::current_exception()) strangers++;
        try {
          throw Wanderer();
        } catch (...) {
          try {
            throw Wanderer();
          } catch (...) {
            ended++;
            goexit();
          }
        }
      });
      if (i % 20 == 0) gosched();  // so that Gs are used again
    }
  });
  CHECK(ended == 1000);
  CHECK(strangers == 0);
}

TEST_CASE("a write into a closed pipe returns EPIPE, and kills nobody") {
  Errno err = 0;
  run([&] {
    int p[2];
    REQUIRE(pipe(p) == 0);
    close(p[0]);
    err = RawSyscall(SYS_write, static_cast<uintptr_t>(p[1]), word("x"), 1).err;
    close(p[1]);
  });
  CHECK(err == EPIPE);
}

static double value(const std::string& out, const char* name) {
  size_t at = out.find(name);
  return at == std::string::npos ? -1 : atof(out.c_str() + at + strlen(name));
}

TEST_CASE("only chapter 4: chapter 5 ends it: with every P in the kernel, the freeze is back" *
          doctest::skip(CHAPTER != 4 || sanitized)) {
  for (const char* procs : {"1", "2", "8"}) {
    Child c = program({"--procs", procs});
    INFO(c.out);
    CHECK(c.status == 0);
    CHECK(value(c.out, "stall_ms=") >= 150);
  }
}
