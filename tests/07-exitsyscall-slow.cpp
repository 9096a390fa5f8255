// Chapter 7: goroutines that find no P, threads that are locked, and the real job.
#include "support/goroutines.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <chan.hpp>
#include <cstring>
#include <clock.hpp>
#include <entersyscall.hpp>
#include <filesystem>
#include <fstream>
#include <lockosthread.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <set>
#include <string>
#include <syscall.hpp>
#include <waitgroup.hpp>

#include "support/busy.hpp"
#include "support/child.hpp"
#include "support/deepsleep.hpp"
#include "support/tree.hpp"

using namespace rt;

static long tid() { return static_cast<long>(RawSyscall(SYS_gettid, 0, 0, 0).r1); }
static void sleep_ms(long ms) {
  timespec t = {0, ms * 1'000'000};
  Syscall(SYS_nanosleep, word(&t), 0, 0);
}
static uint64_t slow() { return sched.slowexits.load(memory_order_relaxed); }

TEST_CASE("a goroutine that has ended does not count as a lock of the next one's") {
  run_on(1, [] {
    go([] {});
    gosched();
    LockOSThread();
    CHECK(getg()->lockedm != nullptr);
    UnlockOSThread();
    CHECK(getg()->lockedm == nullptr);
  });
}

TEST_CASE("a goroutine that finds no P queues, and gets one when it is free") {
  uint64_t before = slow();
  bool back = false, was_queued = false;
  run_on(1, [&] {
    WaitGroup all;
    all.Add(1);
    std::atomic<bool> calling = false;
    go([&] {
      calling = true;
      sleep_ms(20);
      back = true;
      all.Done();
    });
    while (!calling) gosched();
    // The only P came to us, through sysmon. We keep it until the other has come back and found
    // none.
    keep_ps();
    while (slow() == before) RawSyscall(SYS_sched_yield, 0, 0, 0);
    while (sched.runqsize.load(memory_order_relaxed) == 0) {
    }
    was_queued = !back;
    all.Wait();
  });
  CHECK(was_queued);
  CHECK(back);
  CHECK(slow() == before + 1);
}

TEST_CASE(
    "a goroutine that has come back queues for 61 turns at most of those who hand on a token") {
  for (int procs : {1, 2, 4}) {
    CAPTURE(procs);
    static std::atomic<int> turns;  // while it waits
    turns = 0;
    Busy busy;
    Chan<bool> tokens[4];
    busy.each = [] {
      if (sched.runqsize.load(memory_order_relaxed) > 0) turns++;
      for (int64_t start = nanotime(); nanotime() - start < 200'000;) {
      }
    };
    run_on(procs, [&] {
      for (int i = 0; i < procs; i++) busy.token(&tokens[i]);
      sleep_ms(5);
      busy.stop = true;
      busy.all.Wait();
    });
    CHECK(turns <= 61 * procs);
  }
}

TEST_CASE("in the slow way the goroutine is runnable, not running, and belongs to no thread") {
  run_on(1, [&] {
    std::atomic<G*> sleeper = nullptr;
    uint64_t before = slow();
    go([&] {
      sleeper = getg();
      sleep_ms(20);
    });
    while (!sleeper) gosched();
    keep_ps();
    while (slow() == before || sched.runqsize.load(memory_order_relaxed) == 0) {
      RawSyscall(SYS_sched_yield, 0, 0, 0);
    }
    CHECK(sleeper.load()->atomicstatus.load(memory_order_acquire) == Grunnable);
    sched.lock.lock();  // under which it was queued
    CHECK(sleeper.load()->m == nullptr);
    sched.lock.unlock();
  });
}

// In a system call, without a P: what exitsyscall does when it has just found none.
#if CHAPTER < 8
#include <exitsyscall0.hpp>
static void slowway() { mcall(exitsyscall0); }
#elif CHAPTER == 8
#include <exitsyscall.hpp>
#include <gscan.hpp>
static void slowway() {
  casfromGsyscall(getg());
  mcall(exitsyscallNoP);
}
#else
#include <exitsyscall.hpp>
#include <gstatus.hpp>
static void slowway() {
  nexttick(getg()->call);  // as in exitsyscall: it is back
  casgstatus(getg(), Gsyscall, Grunning);
  mcall(exitsyscallNoP);
}
#endif

TEST_CASE("if a P is idle after all, the slow way takes it at once") {
  uint64_t before = slow();
  run_on(2, [&] {
    entersyscallblock();
    slowway();
    CHECK(getg()->m->p != nullptr);
    CHECK(getg()->atomicstatus.load(memory_order_relaxed) == Grunning);
    getg()->syscallsp = 0;
  });
  CHECK(slow() == before + 1);
}

TEST_CASE("… and wakes sysmon from its deep sleep") {
  run_on(2, [] {
    CHECK(enter_until_sysmon_sleeps());
    slowway();
    CHECK(!sysmon_sleeps());
    getg()->syscallsp = 0;
  });
}

TEST_CASE("more callers than Ps: all come back, and on no more threads than callers") {
  int threads = 0;
  std::atomic<int> back = 0;
  run_on(2, [&] {
    WaitGroup all;
    all.Add(100);
    for (int i = 0; i < 100; i++) go([&] { sleep_ms(2), back++, all.Done(); });
    all.Wait();
    threads = sched.mcount;
  });
  CHECK(back == 100);
  CHECK(threads <= 100 + 2 + 1);
}

TEST_CASE("goroutines change threads, and their P, but stay who they are") {
  std::set<long> threads;
  Lock<"test.threads"> lock;
  std::atomic<int> wrong = 0;
  run_on(2, [&] {
    for (int i = 0; i < 30; i++) {
      go([&] {
        G* me = getg();
        for (int k = 0; k < 10; k++) {
          sleep_ms(1);
          if (getg() != me || me->m->curg != me || me->m->p == nullptr) wrong++;
          long id = tid();
          lock.lock();
          threads.insert(id);
          lock.unlock();
        }
      });
    }
  });
  CHECK(wrong == 0);
  CHECK(threads.size() > 1);
}

// --- LockOSThread ---

TEST_CASE("a locked goroutine stays on its thread, through everything that would move it") {
  std::atomic<int> moved = 0, shared = 0;
  run_on(2, [&] {
    Chan<int> c;
    std::atomic<long> locked = 0;
    std::atomic<bool> done = false;
    WaitGroup all;
    all.Add(2);
    go([&] {
      LockOSThread();
      long mine = tid();
      locked = mine;
      for (int i = 0; i < 30; i++) {
        gosched();
        if (tid() != mine) moved++;
        sleep_ms(1);
        if (tid() != mine) moved++;
        c.recv();
        if (tid() != mine) moved++;
      }
      done = true;
      UnlockOSThread();
      all.Done();
    });
    go([&] {
      for (int i = 0; i < 30; i++) {
        c.send(i);
        if (locked && !done && tid() == locked) shared++;
      }
      all.Done();
    });
    all.Wait();
  });
  CHECK(moved == 0);
  CHECK(shared == 0);
}

TEST_CASE("on one P, a locked goroutine and others take turns") {
  std::string order;
  run_on(1, [&] {
    WaitGroup all;
    all.Add(2);
    go([&] {
      LockOSThread();
      for (int i = 0; i < 5; i++) order += 'L', gosched();
      UnlockOSThread();
      all.Done();
    });
    go([&] {
      for (int i = 0; i < 5; i++) order += '.', gosched();
      all.Done();
    });
    all.Wait();
  });
  CHECK(std::count(order.begin(), order.end(), 'L') == 5);
  CHECK(std::count(order.begin(), order.end(), '.') == 5);
}

TEST_CASE("locks nest") {
  run_on(2, [] {
    LockOSThread();
    LockOSThread();
    UnlockOSThread();
    CHECK(getg()->lockedm == getg()->m);
    UnlockOSThread();
    CHECK(getg()->lockedm == nullptr);
    CHECK(getg()->m->lockedg == nullptr);
    UnlockOSThread();  // one too many does nothing, as in Go
  });
}

TEST_CASE("a goroutine that finishes while locked takes its thread with it") {
  for (int i = 0; i < 20; i++) {
    run_on(2, [&] {
      std::atomic<bool> ended = false;
      std::atomic<M*> its = nullptr;
      M* mine = getg()->m;
      go([&] {
        LockOSThread();
        its = getg()->m;
        ended = true;
      });
      while (!ended) gosched();
      for (int k = 0; k < 100; k++) {
        gosched();
        if (its.load() != mine && its.load()->id != 0) CHECK(getg()->m != its.load());
      }
    });
  }
}

TEST_CASE("… but not M 0, the thread that called run: that goes on with the others") {
  bool went_on = false;
  for (int i = 0; i < 100 && !went_on; i++) {  // where it is slow another thread may get the P
    run_on(1, [&] {
      LockOSThread();
      go([&] { went_on = getg()->m->id == 0; });
    });
  }
  CHECK(went_on);
}

static long mappings() {
  std::ifstream maps("/proc/self/maps");
  return std::count(std::istreambuf_iterator<char>(maps), {}, '\n');
}

TEST_CASE(
    "… and the threads that have ended are buried: each M has a number of its own, and few are "
    "kept, nor their stacks") {
  constexpr int n = sanitized ? 200 : 2'000;
  long before = 0, after = 0;
  int kept = 0, last = 0, ends = 0;
  run_on(2, [&] {
    LockOSThread();  // to M 0, if it has been the first to run us; then all others end
    for (int i = 0; i < n; i++) {
      if (i == n / 2) before = mappings();
      WaitGroup ended;
      ended.Add(1);
      go([&] {
        LockOSThread();
        ends += getg()->m->id != 0;  // M 0 does not
        ended.Done();
      });
      ended.Wait();
    }
    after = mappings();
    sched.lock.lock();
    std::set<int> ids;
    for (M* mp = sched.allm; mp; mp = mp->alllink) {
      kept++;
      CHECK(ids.insert(mp->id).second);
    }
    last = sched.mnext - 1;  // the newest may have ended before newm1 has put it on the list
    sched.lock.unlock();
  });
  CHECK(ends > 0);
  CHECK(last >= ends);
  CHECK(kept < 32);
  if (!sanitized) CHECK(after < before + n / 4);  // a stack stays until its thread has been joined
}

TEST_CASE("locked goroutines that take turns do not keep the global queue waiting for ever") {
  bool ran = false;
  int rounds = 0;
  run_on(1, [&] {
    for (int i = 0; i < 2; i++) {
      go([&] {
        LockOSThread();
        for (; rounds < 20'000 && !ran; rounds++) gosched();
      });
    }
    gosched();
    to_global_queue();
    ran = true;
  });
  CHECK(rounds < 20'000);
}

TEST_CASE("a thread that a locked goroutine starts inherits nothing of what that has changed") {
  Child c = child([] {
    run_on(1, [] {  // with two Ps a second thread is there before the lock
      LockOSThread();
      sigset_t usr2;
      sigemptyset(&usr2), sigaddset(&usr2, SIGUSR2);
      pthread_sigmask(SIG_BLOCK, &usr2, nullptr);
      if (unshare(CLONE_FS) || chdir("/proc/self")) abort();
      WaitGroup all;
      all.Add(1);
      go([&] {
        sigset_t now;
        pthread_sigmask(SIG_BLOCK, nullptr, &now);
        char directory[4096];
        if (sigismember(&now, SIGUSR2)) printf("the mask is inherited\n");
        if (!strncmp(getcwd(directory, sizeof directory), "/proc/", 6))
          printf("the directory is inherited\n");
        printf("ran\n");
        all.Done();
      });
      all.Wait();  // this thread runs nothing else: the P goes to a new one
    });
  });
  CHECK(c.out == "ran\n");
  CHECK(c.status == 0);
}

TEST_CASE("… nor one that a locked goroutine's thread starts as it ends") {
  Child c = child([] {
    run_on(1, [] {
      LockOSThread();  // this thread runs none of the others
      WaitGroup all;
      all.Add(1);
      go([&] {
        LockOSThread();
        sigset_t usr2;
        sigemptyset(&usr2), sigaddset(&usr2, SIGUSR2);
        pthread_sigmask(SIG_BLOCK, &usr2, nullptr);
        go([&] {  // its maker's thread ends first, and hands the P to a new one
          sigset_t now;
          pthread_sigmask(SIG_BLOCK, nullptr, &now);
          printf(sigismember(&now, SIGUSR2) ? "inherited\n" : "ran\n");
          all.Done();
        });
      });
      all.Wait();
    });
  });
  CHECK(c.out == "ran\n");
}

TEST_CASE("a locked goroutine that waits for ever is a deadlock like any other") {
  Child c = child([] {
    run_on(2, [] {
      LockOSThread();
      Chan<int>().recv();
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "all goroutines are asleep - deadlock!"));
}

TEST_CASE("the limit on threads ends the program in Go's words") {
  Child c = child([] {
    SetMaxThreads(10);
    run_on(2, [] {
      for (int i = 0; i < 50; i++) go([] { sleep_ms(100); });
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "program exceeds 10-thread limit"));
  CHECK(contains(c.err, "fatal error: thread exhaustion"));
}

// --- the real job ---

TEST_CASE("count: names with blanks and newlines, empty files, FIFOs, dangling links, loops") {
  Tree t;
  t.add("plain", "one\ntwo\n");
  t.add("with blank and\nnewline", "no newline at the end");
  t.add("deep/er/and/deeper/file", std::string(100'000, '\n'));
  t.add("empty", "");
  t.add("big", std::string(1'000'000, 'x') + "\n");
  t.add(std::string(255, 'n'), "x\n");
  fs::create_directories(t.root / "empty directory");
  REQUIRE(mkfifo((t.root / "fifo").c_str(), 0600) == 0);
  fs::create_symlink("nowhere", t.root / "dangling");
  fs::create_symlink(".", t.root / "deep" / "loop");
  fs::create_symlink("../plain", t.root / "deep" / "link");
  for (const char* procs : {"1", "2", "8"}) {
    Child c = program({"--procs", procs, "count", t.root});
    INFO(c.err);
    CHECK(c.status == 0);
    CHECK(contains(c.out, t.expected()));
  }
  Child twice = program({"count", t.root / "plain", t.root / "empty"});
  CHECK(contains(twice.out, "count: files=2 lines=2 bytes=8\n"));
  CHECK(contains(program({"count", t.root / "deep" / "loop"}).out,
                 "files=0 "));  // a link is not followed
}

TEST_CASE(
    "count: what can't be read is named with its reason, the rest is counted, the status is 1") {
  Tree t;
  t.add("readable", "1\n");
  Child c = program({"count", t.root, "/no/such/path"});
  CHECK(c.status == 1);
  CHECK(contains(c.err, "cannot read /no/such/path: ENOENT, No such file or directory"));
  CHECK(contains(c.out, t.expected()));
  if (getuid() == 0) {  // as somebody else
    std::ofstream(t.root / "secret") << "text";
    fs::permissions(t.root, fs::perms(0755));
    fs::permissions(t.root / "secret", fs::perms(0));
    fs::create_directories(t.root / "closed");
    fs::permissions(t.root / "closed", fs::perms(0));
    std::string self = fs::read_symlink("/proc/self/exe").parent_path() / "program";
    fs::copy_file(self, t.root / "program");
    t.files++, t.bytes += fs::file_size(self);
    Child other = child([&] {
      std::string root = t.root, path = t.root / "program";
      if (setgid(65534) || setuid(65534)) _exit(99);
      execl(path.c_str(), "program", "count", root.c_str(), nullptr);
      _exit(98);
    });
    CHECK(other.status == 1);
    CHECK(contains(other.err, "/secret: EACCES, Permission denied"));
    CHECK(contains(other.err, "/closed: EACCES, Permission denied"));
    CHECK(contains(other.out, "count: files=" + std::to_string(t.files) + " "));
  }
}

TEST_CASE("count: never more open files than the limit allows") {
  Tree t;
  for (int i = 0; i < 300; i++)
    t.add("d" + std::to_string(i % 7) + "/f" + std::to_string(i), "x\n");
  Child c = child([&] {
    rlimit few = {20, 20};
    setrlimit(RLIMIT_NOFILE, &few);
    std::string self = fs::read_symlink("/proc/self/exe").parent_path() / "program", root = t.root;
    execl(self.c_str(), "program", "count", root.c_str(), nullptr);
    _exit(98);
  });
  INFO(c.err);
  CHECK(c.status == 0);
  CHECK(contains(c.out, t.expected()));
}

TEST_CASE("count: 100,000 files (5,000 under sanitizers)") {
  Tree t(place_for_many());
  for (int folder = 0; folder < (sanitized ? 5 : 100); folder++) {
    std::string path = std::to_string(folder) + "/", text = std::to_string(folder) + "\n";
    t.add(path + "0", text);
    for (int i = 1; i < 1'000; i++) t.again(path + "0", path + std::to_string(i), text);
  }
  CHECK(t.files == (sanitized ? 5'000 : 100'000));
  Child c = program({"count", t.root}, 120);
  CHECK(c.status == 0);
  CHECK(contains(c.out, t.expected()));
}

TEST_CASE("the trees of these tests are removed, also when the test is killed") {
  Child c = child([] {
    Tree t;
    t.add("file", "x");
    printf("%s", t.root.c_str());
    fflush(stdout);
    raise(SIGKILL);
  });
  CHECK(c.status == 128 + SIGKILL);
  REQUIRE(contains(c.out, "/handoff-"));
  for (int i = 0; i < 1'000 && fs::exists(c.out); i++) rt::usleep(10'000);
  CHECK(!fs::exists(c.out));
}

TEST_CASE("count: a missing path is refused with a usage line and status 2") {
  Child c = program({"count"});
  CHECK(c.status == 2);
  CHECK(contains(c.err, "usage: make chapter-" + std::to_string(CHAPTER)));
}
