// Chapter 3: how a program dies, and whose the signals are.
#include <alloca.h>
#include <doctest/doctest.h>
#include <execinfo.h>
#include <signal.h>
#include <sys/resource.h>

#include <chan.hpp>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <fatal.hpp>
#include <printerr.hpp>
#include <rawsyscall.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <string>
#include <thread>
#include <waitgroup.hpp>

#include "support/child.hpp"

using namespace rt;

static char source[4096], target[4096];

[[gnu::format(printf, 1, 2)]] static void both(const char* format, ...) {
  char theirs[64], ours[64];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(theirs, sizeof theirs, format, arguments);
  va_end(arguments);
  va_start(arguments, format);
  size_t size = format_into(ours, sizeof ours, format, arguments);
  va_end(arguments);
  CHECK(std::string(theirs) == ours);
  CHECK(size == strlen(ours));
}

TEST_CASE("printerr's format: what printf would have made of it") {
  both("plain, 100%%");
  both("%s|%c|%s", "text", 'c', "");
  both("%d %d %u %x", -2147483647 - 1, 7, 4294967295u, 0xbeefu);
  both("%ld %lu %zu %lx", -9223372036854775807L - 1, ~0UL, size_t{0}, ~0UL);
  both("%p", static_cast<void*>(source));
  both("%s", "longer than the room that there is, and so it is cut off at the end of it");
}

// --- a stack that is full, wherever that happens ---

// What can be under way when the stack is full. Each leaves some number behind, so that it is done.
struct Work {
  const char* name;
  int (*once)(int);
};
struct Destroyed {
  int* n;
  ~Destroyed() {
    volatile char used[200];
    used[0] = 1, *n += used[0];
  }
};
static const Work works[] = {
    {"memcpy", [](int n) { return memcpy(target, source, size_t(100 + n % 2)), 0 + target[0]; }},
    {"printf", [](int n) { return printf("%d %s %g\n", n, "text", n * 0.5); }},
    {"malloc", [](int n) { return free(malloc(3000 + n % 100)), 1; }},
    {"malloc, large", [](int n) { return free(malloc(300'000 + n % 100)), 1; }},
    {"new and throw",
     [](int n) {
       try {
         throw std::string(100, static_cast<char>(n));
       } catch (std::string& s) {
         return static_cast<int>(s.size());
       }
     }},
    {"a destructor",
     [](int n) {
       Destroyed last{&n};
       return n;
     }},
    {"go", [](int n) { return go([n] { source[n % 100] = 1; }), 1; }},
    {"gosched", [](int) { return gosched(), 1; }},
};

static Child overflows(const char* guard, const Work& work, size_t room) {
  return child(
      [&] {
        chooseguard(guard);
        run([&] {
          auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
          size_t size = here - getg()->stack.lo - room;
          auto used = static_cast<volatile char*>(alloca(size));
          used[0] = 1;
          int (*volatile once)(int) = work.once;
          source[0] = static_cast<char>(once(static_cast<int>(room)) + used[0]);
        });
      },
      10);
}

TEST_CASE("a stack that is full at any moment ends the program with the sentence, and at once" *
          doctest::skip(sanitized)) {
  for (const Work& work : works) {
    for (const char* guard : {"install", "mprotect", "canary"}) {
      int died = 0;
      bool fine = !strcmp(guard, "install");
      for (size_t room = 0; room < 4096; room += fine ? 48 : 720) {
        CAPTURE(std::string(work.name));
        CAPTURE(std::string(guard));
        CAPTURE(room);
        Child c = overflows(guard, work, room);
        if (c.status == 0) continue;  // there was enough room
        died++;
        CHECK(c.status == 2);
        CHECK(contains(c.err, "fatal error: goroutine 1: stack overflow"));
      }
      CHECK(died > 0);
    }
  }
}

[[gnu::noinline]] static int bottomless(const Work& work, int n) {
  volatile char frame[300];
  frame[0] = 1;
  int r = work.once(n) + frame[0];
  return (frame[0] ? bottomless(work, n + 1) : 0) + frame[0] + r;
}

TEST_CASE("a recursion without an end says so, whatever it does on its way down" *
          doctest::skip(sanitized)) {
  for (const Work& work : works) {
    for (const char* guard : {"install", "mprotect", "canary"}) {
      CAPTURE(std::string(work.name));
      CAPTURE(std::string(guard));
      Child c = child(
          [&] {
            chooseguard(guard);
            stack_t off = {};  // doctest has a signal stack; others have none
            off.ss_flags = SS_DISABLE;
            sigaltstack(&off, nullptr);
            run([&] { printf("%d\n", bottomless(work, 0)); });
          },
          10);
      CHECK(c.status == 2);
      CHECK(contains(c.err, "fatal error: goroutine 1: stack overflow"));
    }
  }
}

[[gnu::noinline]] static int bottomless(int n) {
  volatile char frame[1000];
  frame[0] = 1;
  return (frame[0] ? bottomless(n + 1) : 0) + frame[0];
}

TEST_CASE("g0's stack, which is the thread's own, says so as well" * doctest::skip(sanitized)) {
  Child c = child([] {
    run([] {
      mcall([](G* gp) {
        if (bottomless(0)) gogo(gp);
      });
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: stack overflow on g0, the thread's own stack"));
}

TEST_CASE("a signal for which a goroutine's stack has no room left" * doctest::skip(sanitized)) {
  Child c = child([] {
    signal(SIGUSR1, [](int) {});  // runs on the stack that is there
    static const auto self = static_cast<uintptr_t>(getpid());
    run([] {
      auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
      auto used = static_cast<volatile char*>(alloca(here - getg()->stack.lo - 500));
      used[0] = 1;
      // raise itself would need a kilobyte
      RawSyscall(SYS_tgkill, self, RawSyscall(SYS_gettid, 0, 0, 0).r1, SIGUSR1);
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: goroutine 1: stack overflow"));
}

TEST_CASE("a fatal error takes no lock of libc's, and what was printed before it is not lost") {
  Child c = child([] {
    printf("before ");
    std::atomic<bool> locked = false;
    std::thread other([&] {
      flockfile(stdout);
      locked = true;
      for (;;) pause();
    });
    while (!locked) std::this_thread::yield();
    fatal("out of luck");
  });
  CHECK(c.status == 2);
  CHECK(c.out == "before ");
  CHECK(c.err == "fatal error: out of luck\n");
}

// Nobody reads stdout any more.
static void break_stdout() {
  int p[2];
  if (pipe(p) || dup2(p[1], STDOUT_FILENO) < 0) abort();
  close(p[0]), close(p[1]);
}

TEST_CASE("a fatal error is said though nobody reads stdout") {
  Child c = child([] {
    break_stdout();
    run([] {
      printf("before ");
      Chan<int>().recv();
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: all goroutines are asleep - deadlock!"));
}

// --- whose the signals are ---

static volatile int* volatile wild = reinterpret_cast<volatile int*>(8);

static void report(int) {
  if (write(STDERR_FILENO, "report ", 7) != 7) _exit(9);
}
static struct sigaction under;
static void report_and_pass_on(int signal, siginfo_t* info, void* context) {
  report(signal);
  if (under.sa_flags & SA_SIGINFO) return under.sa_sigaction(signal, info, context);
  ::signal(signal, SIG_DFL);
}
static void report_only(int signal, siginfo_t*, void*) { report(signal); }
static void reporter(int flags, struct sigaction* before = nullptr) {
  struct sigaction action = {};
  if (flags & SA_SIGINFO)
    action.sa_sigaction = flags & SA_RESETHAND ? report_only : report_and_pass_on;
  else action.sa_handler = report;
  action.sa_flags = flags;
  sigaction(SIGSEGV, &action, before);
}

TEST_CASE("a crash reporter that was there before run is called once, for a real fault") {
  for (int flags : {int(SA_RESETHAND), int(SA_RESETHAND | SA_SIGINFO), SA_SIGINFO}) {
    CAPTURE(flags);
    Child c = child(
        [&] {
          under = {};
          reporter(flags);
          run([] { *wild = 1; });
        },
        10);
    CHECK(c.status == 128 + SIGSEGV);
    CHECK(c.err == "report ");
  }
}

TEST_CASE("… and not for a stack that is full" * doctest::skip(sanitized)) {
  Child c = child([] {
    reporter(int(SA_RESETHAND));
    run([] { source[0] = static_cast<char>(bottomless(0)); });
  });
  CHECK(c.status == 2);
  CHECK(c.err.rfind("fatal error: goroutine 1: stack overflow", 0) == 0);
}

TEST_CASE("a crash reporter that comes later stays on top, and hands on what is not its own") {
  for (int runs : {1, 2}) {
    CAPTURE(runs);
    Child c = child(
        [&] {
          run([] { reporter(SA_SIGINFO | SA_ONSTACK, &under); });
          if (runs == 1) run([] { *wild = 1; });
          else run([] {}), run([] { *wild = 1; });
        },
        10);
    CHECK(c.status == 128 + SIGSEGV);
    CHECK(c.err == "report ");
  }
}

TEST_CASE("a SIGSEGV that somebody sends ends the program") {
  Child c = child(
      [] {
        signal(SIGSEGV, SIG_DFL);  // the test program's own has something to say about it
        run([] { kill(getpid(), SIGSEGV), printf("survived"); });
      },
      10);
  CHECK(c.status == 128 + SIGSEGV);
  CHECK(c.out == "");
  c = child(
      [] {
        signal(SIGSEGV, SIG_IGN);
        run([] { raise(SIGSEGV), printf("survived"); });
      },
      10);
  CHECK(c.status == 0);
  CHECK(c.out == "survived");
}

static bool same(const struct sigaction& a, const struct sigaction& b) {
  return a.sa_handler == b.sa_handler && a.sa_flags == b.sa_flags;
}

TEST_CASE("after run each signal is handled as it was before") {
  for (int signal = 1; signal < 32; signal++) {
    CAPTURE(signal);
    struct sigaction before, after;
    sigaction(signal, nullptr, &before);
    run([] {});
    sigaction(signal, nullptr, &after);
    CHECK(same(before, after));
  }
}

TEST_CASE("SIGPIPE: a handler of the program's own stays in place") {
  Child c = child([] {
    signal(SIGPIPE, [](int) { report(0); });
    run([] {
      break_stdout();
      if (write(STDOUT_FILENO, "x", 1) != -1) abort();
    });
  });
  CHECK(c.status == 0);
  CHECK(c.err == "report ");
}

TEST_CASE("SIGPIPE: a program that a goroutine starts finds the default") {
  Child c =
      child([] { run([] { _exit(system("kill -PIPE $$; echo survived") == SIGPIPE ? 7 : 8); }); });
  CHECK(c.status == 7);
  CHECK(c.out == "");
}

TEST_CASE("SIGPIPE: the program ends when nobody reads its output, as others do") {
  Child c = child([] {
    run([] {
      break_stdout();
      printf("lost"), fflush(stdout);
      _exit(3);
    });
  });
  CHECK(c.status == 128 + SIGPIPE);
}

TEST_CASE("100,000 goroutines, and no memory for them: one sentence, and status 2" *
          doctest::skip(sanitized)) {
  for (auto limit : {RLIMIT_AS, RLIMIT_DATA}) {
    for (size_t megabytes : {30, 100, 300}) {
      for (bool large : {false, true}) {
        CAPTURE(limit == RLIMIT_AS);
        CAPTURE(megabytes);
        CAPTURE(large);
        Child c = child([=] {
          rlimit most = {megabytes << 20, megabytes << 20};
          setrlimit(limit, &most);
          run([=] {
            Chan<int> never;
            char closure[4000] = {};
            for (int i = 0; i < 100'000; i++) {
              if (large) go([&never, closure] { never.send(closure[0]); });
              else go([&never] { never.recv(); });
            }
          });
        });
        CHECK(c.status == 2);
        // From chapter 10 on it may be said first that no more threads can be made.
        if (c.err.rfind("runtime: no more threads", 0) == 0) c.err.erase(0, c.err.find('\n') + 1);
        bool said = c.err.rfind("fatal error: runtime: ", 0) == 0 ||
                    c.err.rfind("panic: std::bad_alloc\n", 0) == 0;
        CHECK(said);
        INFO(c.err);
      }
    }
  }
}

// --- where everybody stands ---

static std::atomic<G*> waiter;
[[gnu::noinline]] static void waits_here(Chan<int>& c) {
  waiter = getg();
  c.recv();
  asm volatile("" ::: "memory");
}

TEST_CASE("SIGQUIT lists all goroutines, why they wait and where, and ends the program") {
  Child c = child([] {
    run([] {
      Chan<int> never;
      go([&] { waits_here(never); });
      auto waits = [] {
        return waiter.load()->atomicstatus.load(memory_order_acquire) == Gwaiting;
      };
      while (!waiter.load() || !waits()) gosched();
      go([] {});
      kill(getpid(), SIGQUIT);
      for (;;) gosched();
    });
  });
  INFO(c.err);
  CHECK(c.status == 2);
  CHECK(c.err.rfind("SIGQUIT: quit\n\ngoroutine ", 0) == 0);
  size_t waiting = c.err.find(" [chan receive]:\n"), running = c.err.find("goroutine 1 [");
  REQUIRE(waiting != std::string::npos);
  CHECK(running != std::string::npos);
  size_t place = c.err.find("\twaits_here", waiting);
  REQUIRE(place != std::string::npos);
  CHECK(contains(c.err.substr(place), "tests/03-single-p.signals.cpp:"));
  CHECK(contains(c.err.substr(place), "\trt_goexit at "));
}

TEST_CASE("SIGQUIT: a handler of the program's own stays in place") {
  Child c = child([] {
    signal(SIGQUIT, [](int) { report(0); });
    run([] { raise(SIGQUIT); });
  });
  CHECK(c.status == 0);
  CHECK(c.err == "report ");
}

[[gnu::noinline]] static int walk_down(int n) {
  if (n > 0) {
    int frames = walk_down(n - 1);
    asm volatile("" ::: "memory");
    return frames;
  }
  void* frames[50];
  int got = backtrace(frames, 50);
  source[0] = 0;
  for (int i = 0; i < got; i++) {
    if (frames[i] == reinterpret_cast<char*>(rt_goexit) + 1) source[0] = 1;
  }
  return got;
}

TEST_CASE("backtrace(3) of a goroutine goes down to goexit, with every frame in between") {
  int frames = 0;
  source[0] = 0;
  run([&] { frames = walk_down(10); });
  CHECK(frames >= 12);
  CHECK(frames < 50);
  CHECK(source[0] == 1);
}

TEST_CASE("a handler of the program's own that fails on the signal stack is no full stack") {
  Child c = child([] {
    signal(SIGSEGV, SIG_DFL);
    struct sigaction action = {};
    action.sa_handler = [](int) { *wild = 1; };
    action.sa_flags = SA_ONSTACK;
    sigaction(SIGUSR1, &action, nullptr);
    run([] { raise(SIGUSR1); });
  });
  CHECK(c.status == 128 + SIGSEGV);
  CHECK(c.err == "");
}

// --- what a burst leaves behind ---

static size_t resident() {  // bytes of memory
  size_t pages = 0;
  if (FILE* file = fopen("/proc/self/statm", "r")) {
    if (fscanf(file, "%*s %zu", &pages) != 1) pages = 0;
    fclose(file);
  }
  return pages * 4096;
}

TEST_CASE("the stacks of a burst of goroutines go back to the kernel after run" *
          doctest::skip(sanitized)) {
  for (const char* guard : {"install", "mprotect", "canary"}) {
    CAPTURE(std::string(guard));
    Child c = child([=] {
      chooseguard(guard);
      size_t before = resident(), most = 0, after = 0;
      for (int round = 0; round < 3; round++) {
        run([&] {
          WaitGroup gate, all;
          gate.Add(1), all.Add(20'000);
          for (int i = 0; i < 20'000; i++) go([&] { gate.Wait(), all.Done(); });
          while (sched.runqsize.load(memory_order_relaxed) > 0) gosched();
          for (int i = 0; i < 5; i++) gosched();
          most = resident();
          gate.Done();
          all.Wait();
        });
        after = resident();
        printf("%d %d ", most - before > 60'000'000, after - before < 30'000'000);
      }
      run([] { source[0] = static_cast<char>(bottomless(0)); });  // the guards are still there
    });
    CHECK(c.out == "1 1 1 1 1 1 ");
    CHECK(contains(c.err, "fatal error: goroutine 1: stack overflow"));
  }
}
