// Exercise 7.4, with real calls: reads of a pipe that block until the test says so.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <exercise.hpp>
#include <fatal.hpp>
#include <goroutines.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <sched.hpp>
#include <syscall.hpp>
#include <thread>
#include <waitgroup.hpp>

namespace rt {
void LimitSyscalls(int n);
int freeslots();
void acquireslot();
void releaseslot();
SyscallResult SyscallLimited(uintptr_t trap, uintptr_t a1, uintptr_t a2, uintptr_t a3);
}  // namespace rt

using namespace rt;
using namespace exercise;

static const char* keeps =
    "who waits keeps no P, be it for a slot (gopark) or in the kernel (Syscall): else all others "
    "wait, too";

static const char* turn =
    "every slot that comes free is for one that waits: who stands in the queue, with a Sudog of "
    "its "
    "own, before it sleeps, and is made ready when it is taken out";
static bool early;  // a goroutine has gone on without a slot

// Runs f on `procs` Ps. If that hangs, it is said here.
template <class F>
static void runs_through(int procs, F f, const char* rule = keeps) {
  std::atomic<bool> done = false;
  std::thread watch([&] {
    auto end = std::chrono::steady_clock::now() + std::chrono::seconds(child_seconds(4));
    while (!done && std::chrono::steady_clock::now() < end)
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    if (!done) {
      std::atomic<bool> free = false;
      std::thread([&] { freeslots(), free = true; }).detach();
      for (int i = 0; i < 500 && !free; i++)
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
      expect(free, "limit.lock is free, but for moments", "it is held, and all wait for that",
             "what locks, unlocks, on each way out; and before the goroutine sleeps, or calls");
    }
    expect(done, "all come back", "nobody gets on any more", rule);
  });
  run_on(procs, [&] {
    fatal_details = [] {
      if (early)
        expect(false, "all wait until there is a slot", "one goes on without",
               "who finds no slot sleeps until it gets one: gopark's function returns true");
      expect(false, "all come back", "the runtime ends the program", turn);
    };
    f();
  });
  done = true;
  watch.join();
}

static void atrest(int n, const std::string& when) {
  equal("free slots " + when, n, freeslots(),
        "every slot that is taken is given back, once: handed over or counted as free, not both");
}

static const char* same =
    "SyscallLimited returns what the call has returned: to call again is up to the caller";

// A call that fails with EINTR, every time: the signal it waits for is there already. Should it be
// called again, there is another one.
static SyscallResult interrupted() {
  static int times;
  static bool returned;
  struct sigaction action = {};
  action.sa_handler = [](int) {
    if (++times == 1) raise(SIGUSR1);
    else if (!returned)
      expect(false, "one call, whatever it returns", "after EINTR it is called again", same);
  };
  sigaction(SIGUSR1, &action, nullptr);
  sigset_t none, one;
  sigemptyset(&none), sigemptyset(&one), sigaddset(&one, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &one, nullptr);
  raise(SIGUSR1);
  SyscallResult r = SyscallLimited(SYS_rt_sigsuspend, word(&none), 8, 0);
  returned = true;
  pthread_sigmask(SIG_UNBLOCK, &one, nullptr);
  return r;
}

TEST_CASE("results") {
  judge("calls that do not block, good ones and bad ones, one after the other", [] {
    LimitSyscalls(2);
    runs_through(
        1,
        [] {
          SyscallResult r = SyscallLimited(SYS_getpid, 0, 0, 0);
          equal("the result of getpid", static_cast<uintptr_t>(getpid()), r.r1,
                "SyscallLimited returns what the call has returned");
          equal("its error", 0u, static_cast<unsigned>(r.err),
                "SyscallLimited returns what the call has returned");
          r = SyscallLimited(SYS_getpid, 1, 2, 5);
          equal("the second result, r2", RawSyscall(SYS_getpid, 1, 2, 5).r2, r.r2,
                "SyscallLimited returns what the call has returned, r1, r2 and the error");
          atrest(2, "after a good call");
          char c;
          r = SyscallLimited(SYS_read, static_cast<uintptr_t>(-1), word(&c), 1);
          equal("the error of a read of no file", static_cast<unsigned>(EBADF),
                static_cast<unsigned>(r.err), "SyscallLimited returns what the call has returned");
          const char* any =
              "a call that fails gives its slot back, too, once, whatever the error is";
          equal("free slots after a bad call", 2, freeslots(), any);
          int file[2];
          if (pipe2(file, O_NONBLOCK)) abort();
          r = SyscallLimited(SYS_read, static_cast<uintptr_t>(file[0]), word(&c), 1);
          equal("the error of a read that would have to wait", static_cast<unsigned>(EAGAIN),
                static_cast<unsigned>(r.err), "SyscallLimited returns what the call has returned");
          equal("free slots after EAGAIN", 2, freeslots(), any);
          r = interrupted();
          equal("the error of a call that a signal interrupts", static_cast<unsigned>(EINTR),
                static_cast<unsigned>(r.err), same);
          equal("free slots after EINTR", 2, freeslots(), any);
          r = SyscallLimited(SYS_write, static_cast<uintptr_t>(file[1]), word("abc"), 3);
          equal("the result of a write of 3 bytes", uintptr_t{3}, r.r1,
                "all arguments reach the call");
        },
        "nobody has to wait here. What locks, unlocks, on each way out");
  });
}

TEST_CASE("two at once") {
  judge("one goroutine has both slots, and gives both back, while two others wait", [] {
    static int back;
    static bool free;
    LimitSyscalls(2);
    runs_through(1, [] {
      acquireslot();
      acquireslot();
      WaitGroup all;
      all.Add(2);
      for (int i = 0; i < 2; i++) {
        go([&] {
          acquireslot();
          back++;
          early |= !free;
          releaseslot();
          all.Done();
        });
      }
      for (int i = 0; i < 3; i++) gosched();
      equal("goroutines that have got a slot by now", 0, back,
            "never more goroutines have a slot than there are slots");
      free = true;
      releaseslot();
      releaseslot();
      all.Wait();
      atrest(2, "in the end");
    });
  });
}

TEST_CASE("twenty readers, two slots") {
  judge("one P, two slots, and 20 goroutines that want to read a pipe in which nothing is", [] {
    static G* readers[20];
    static int file[2], back, waiting, inkernel, runnable, threads;
    if (pipe(file)) abort();
    LimitSyscalls(2);
    runs_through(1, [] {
      WaitGroup all;
      all.Add(20);
      for (int i = 0; i < 20; i++) {
        go([i, &all] {
          readers[i] = getg();
          char c;
          back += SyscallLimited(SYS_read, static_cast<uintptr_t>(file[0]), word(&c), 1).r1 == 1;
          all.Done();
        });
      }
      // There is one P. After that all have had their turn, and more than once, should they want
      // it.
      for (int i = 0; i < 3; i++) gosched();
      for (G* gp : readers) {
        uint32_t status = gp ? gp->atomicstatus.load(memory_order_acquire) : Grunnable;
        waiting += status == Gwaiting;
        inkernel += status == Gsyscall;
        runnable += status == Grunnable;
      }
      expect(inkernel <= 2, "2 goroutines are in the kernel", show(inkernel) + " are",
             "never more goroutines are in such calls than there are slots");
      expect(runnable == 0, "18 goroutines wait for a slot",
             show(runnable) + " are in a run queue instead",
             "who finds no slot waits in gopark, and uses no processor meanwhile");
      expect(inkernel == 2 && waiting == 18,
             "2 goroutines are in the kernel, and 18 wait for a slot",
             show(inkernel) + " and " + show(waiting), "a slot that is free is there to be taken");
      expect(freeslots() >= 0, "free slots meanwhile = 0",
             "free slots meanwhile = " + show(freeslots()),
             "slots is how many are free: those who wait stand in the queue, and nowhere else");
      equal("free slots meanwhile", 0, freeslots(),
            "the slot is given back when the call has returned, not before");
      char bytes[20] = {};
      if (write(file[1], bytes, 20) != 20) abort();
      all.Wait();
      sched.lock.lock();
      threads = sched.mcount;
      sched.lock.unlock();
    });
    equal("readers that have got their byte", 20, back,
          "every slot that comes free is for one that waits");
    atrest(2, "in the end");
    expect(threads <= 7, "at most 7 threads", show(threads),
           "a goroutine that waits for a slot costs no thread: that is what the limit is for");
  });
}

TEST_CASE("fifty sleepers, four slots") {
  judge("two Ps, four slots, and 50 goroutines that sleep in the kernel three times", [] {
    static std::atomic<int> back;
    static int threads;
    LimitSyscalls(4);
    runs_through(2, [] {
      WaitGroup all;
      all.Add(50);
      for (int i = 0; i < 50; i++) {
        go([&] {
          for (int k = 0; k < 3; k++) {
            timespec t = {0, 200'000};
            SyscallLimited(SYS_nanosleep, word(&t), 0, 0);
          }
          back++;
          all.Done();
        });
      }
      all.Wait();
      sched.lock.lock();
      threads = sched.mcount;
      sched.lock.unlock();
    });
    equal("goroutines that came back", 50, back.load(),
          "every slot that comes free is for one that waits");
    atrest(4, "in the end");
    expect(threads <= 12, "at most 12 threads", show(threads),
           "a goroutine that waits for a slot costs no thread: that is what the limit is for");
  });
}
