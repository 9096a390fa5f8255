// Exercise 10.2, with real threads: those who give way of their own accord, and those to whom a
// signal comes, before each instruction.
#include <acquirem.hpp>
#include <atomic>
#include <cerrno>
#include <exercise.hpp>
#include <fiber.hpp>
#include <pthread.h>
#include <stepped.hpp>

using namespace rt;
using namespace exercise;

static const char* const kUnnoticed =
    "the goroutine did not ask for this, and must not notice: it stays on its thread, its errno "
    "and "
    "its registers are as they were, and what it was in the middle of goes on";
static const char* const kSound =
    "each P has one owner, each goroutine is run by one thread, and none is forgotten";

// As if a signal had come just here.
static void giveway() {
  G* gp = getg();
  pthread_t me = pthread_self();
  errno = 42;
  gopreempt(gp);
  if (errno != 42 || !pthread_equal(me, pthread_self()) || getg() != gp || !gp->m->p ||
      gp->m->p->m != gp->m)
    abort();
}

static void turns(int procs, int goroutines, int n) {
  static std::atomic<int> in, most, rounds;
  in = most = rounds = 0;
  sliced(procs, [=] {
    spare();
    WaitGroup all;
    all.Add(goroutines);
    for (int i = 0; i < goroutines; i++) {
      go([&all, n] {
        for (int k = 0; k < n; k++) {
          if (++in > most) most = in.load();
          rounds++;
          in--;
          giveway();
          if (k % 8 == 0) gosched();
        }
        all.Done();
      });
    }
    all.Wait();
  });
  equal("rounds", goroutines * n, rounds.load(), kSound);
  expect(most <= procs, "at most " + show(procs) + " run at once", show(most.load()) + " do",
         kSound);
}

TEST_CASE("turns") {
  judge("three goroutines take turns on one P: 200 times each", [] {
    crash_breaks("all come to their end", kUnnoticed);
    turns(1, 3, 200);
  });
  judge("five goroutines take turns on two Ps: 200 times each", [] {
    crash_breaks("all come to their end", kUnnoticed);
    turns(2, 5, 200);
  });
}

static void* volatile kept;  // or the compiler leaves malloc out

TEST_CASE("each instruction") {
  if (sanitized) return;
  judge("a signal before each instruction of malloc and free", [] {
    crash_breaks("the goroutine goes on", kUnnoticed);
    long n = ateach(1, [] {
      for (int times = 0; times < 2; times++) {
        trapped(true);
        for (size_t size : {10, 200'000}) free(kept = malloc(size));
        trapped(false);
      }
    });
    expect(n >= 30, "it gives its P away at 30 instructions or more", "it does, at " + show(n),
           kUnnoticed);
  });
  judge("a signal before each instruction of a loop that looks at errno and at the thread", [] {
    crash_breaks("the goroutine goes on", kUnnoticed);
    ateach(2, [] {
      pthread_t me = pthread_self();
      errno = 42;
      double x = 1.5, y;
      trapped(true);
      asm volatile("movsd %0, %%xmm9" ::"m"(x) : "xmm9");
      for (int i = 0; i < 100; i++) asm volatile("" ::: "memory");
      asm volatile("movsd %%xmm9, %0" : "=m"(y)::"xmm9");
      trapped(false);
      expect(errno == 42 && x == y && pthread_equal(me, pthread_self()),
             "errno, a register and the thread are as they were", "they are not", kUnnoticed);
    });
  });
}
