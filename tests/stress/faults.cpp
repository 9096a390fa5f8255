// Things go wrong outside the program: the kernel refuses calls, signals pour in, threads are
// stopped. The job is still done, or the program ends with one sentence and status 2.
#include <doctest/doctest.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <atomic>
#include <chan.hpp>
#include <clock.hpp>
#include <functional>
#include <lockosthread.hpp>
#include <mutex.hpp>
#include <newproc.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <string>
#include <syscall.hpp>
#include <thread>
#include <waitgroup.hpp>

#include "../support/child.hpp"
#include "../support/refuse.hpp"

using namespace rt;

namespace {

// A call that blocks for that long by the kernel's clock, not by ours.
void nap(long us) {
  timespec left = {us / 1'000'000, us % 1'000'000 * 1000};
  while (Syscall(SYS_nanosleep, word(&left), word(&left), 0).err == EINTR) {
  }
}

// Uses calls of all kinds, channels, a Mutex, locked goroutines, new goroutines and threads for
// that long. Prints only "done" if nothing was lost.
void job(
    double seconds = 0.4, std::function<void()> when_it_runs = [] {}) {
  GOMAXPROCS(3);
  std::atomic<uint64_t> sent = 0, received = 0;
  std::atomic<bool> over = false;
  run([&] {
    Chan<uint64_t> values(4);
    Mutex mutex;
    uint64_t counted = 0;
    std::atomic<uint64_t> counts = 0;
    WaitGroup senders, receiver;
    senders.Add(6), receiver.Add(1);
    for (uint64_t i = 0; i < 6; i++) {
      go([&, i] {
        for (uint64_t k = 0; !over; k++) {
          if (k % 7 == i) nap(50);
          if (k % 5 == 0) Syscall(SYS_getppid, 0, 0, 0);
          if (k % 50 == i) SyscallBlock(SYS_sched_yield, 0, 0, 0);
          if (i == 0) LockOSThread();
          if (k % 100 == i) go([] { nap(10); });
          mutex.lock(), counted++, mutex.unlock(), counts++;
          values.send(k), sent += k;
          if (i == 0) UnlockOSThread();
        }
        senders.Done();
      });
    }
    go([&] {
      for (uint64_t value : values) received += value;
      receiver.Done();
    });
    when_it_runs();
    nap(static_cast<long>(seconds * 1e6));
    over = true;
    senders.Wait();
    values.close();
    receiver.Wait();
    if (counted != counts) printf("the Mutex has lost %ld\n", static_cast<long>(counts - counted));
  });
  if (sent != received) printf("%ld sent, %ld received\n", sent.load(), received.load());
  printf("done\n");
}

// One sentence: a line that says what is wrong, followed at most by a list of goroutines.
bool one_sentence(const Child& c) {
  return c.status == 2 && (c.err.starts_with("fatal error: ") || c.err.starts_with("panic: ")) &&
         c.err.find('\n') < 250;
}
void check_survives(const Child& c) {
  if (c.status == 77) {
    MESSAGE("skipped: no seccomp, or no ptrace, here");
    return;
  }
  CAPTURE(c.err);
  CHECK(c.status == 0);
  CHECK(c.out == "done\n");
}
void check_survives_or_says_so(const Child& c, const char* sentence) {
  if (c.status == 77) {
    MESSAGE("skipped: no seccomp here");
    return;
  }
  MESSAGE("status ", c.status, ": ", c.err.substr(0, c.err.find('\n')));
  if (c.status == 0) CHECK(c.out == "done\n");
  else {
    CHECK(one_sentence(c));
    CHECK(contains(c.err, sentence));
  }
}

// A thread outside the runtime does this repeatedly, pausing for so many µs in between.
struct Beside {
  std::atomic<bool> over = false;
  std::thread thread;
  Beside(useconds_t pause, std::function<void()> what)
      : thread([=, this] {
          while (!over) what(), ::usleep(pause);
        }) {}
  ~Beside() { over = true, thread.join(); }
};

std::vector<pid_t> threads(pid_t pid) {
  std::vector<pid_t> all;
  DIR* folder = opendir(("/proc/" + std::to_string(pid) + "/task").c_str());
  while (dirent* task = folder ? readdir(folder) : nullptr) {
    if (pid_t tid = atoi(task->d_name)) all.push_back(tid);
  }
  if (folder) closedir(folder);
  return all;
}

void ignore_alarms() {
  struct sigaction action = {};
  action.sa_handler = [](int) {};
  action.sa_flags = SA_ONSTACK;  // but not SA_RESTART: calls return EINTR
  sigaction(SIGALRM, &action, nullptr);
}

// The traced process, and how it ended: a wait for its first thread tells.
pid_t worker;
int ended = -1;
bool stopped(pid_t tid) {
  int status;
  if (waitpid(tid, &status, __WALL) != tid) return false;
  if (!WIFSTOPPED(status) && tid == worker) ended = WIFEXITED(status) ? WEXITSTATUS(status) : 99;
  return WIFSTOPPED(status);
}
// Stops the thread. False: it has already ended.
bool seize(pid_t tid) {
  return ptrace(PTRACE_SEIZE, tid, nullptr, nullptr) == 0 &&
         ptrace(PTRACE_INTERRUPT, tid, nullptr, nullptr) == 0 && stopped(tid);
}

// The child's child runs the job, and the child is its tracer.
Child traced(void (*trace)()) {
  return child([=] {
    worker = fork();
    if (worker == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      job(0.6);
      fflush(stdout);
      _exit(0);
    }
    if (!seize(worker)) _exit(77);
    ptrace(PTRACE_DETACH, worker, nullptr, nullptr);
    ::usleep(50'000);
    trace();
    while (ended < 0 && (stopped(worker) || errno == EINTR)) {
    }
    _exit(ended);
  });
}

}  // namespace

TEST_CASE("the job is done where nothing goes wrong") {
  check_survives(child([] { job(); }));
}

TEST_CASE("no more threads, in the middle") {
  check_survives_or_says_so(child([] {
                              job(0.4, [] { refuse({SYS_clone, SYS_clone3}, EAGAIN); });
                            }),
                            "failed to create new OS thread");
  Child c = child([] {  // no more processes allowed
    if (getuid() == 0 && setuid(54'321)) _exit(77);
    rlimit none = {1, 1};
    setrlimit(RLIMIT_NPROC, &none);
    job();
  });
  check_survives_or_says_so(c, "failed to create new OS thread");
}

TEST_CASE("no more memory, in the middle") {
  check_survives_or_says_so(
      child([] { job(0.4, [] {
                   refuse({SYS_mmap, SYS_brk, SYS_mremap}, ENOMEM);
                 }); }), "");
  check_survives_or_says_so(child([] { job(0.4, [] { refuse({SYS_mprotect}, ENOMEM); }); }), "");
  check_survives(child([] { job(0.4, [] { refuse({SYS_madvise}, ENOMEM); }); }));
}

// (Refusal from the start is tested in chapter 9's own tests.)
TEST_CASE("membarrier is refused, in the middle") {
  check_survives_or_says_so(child([] { job(0.4, [] { refuse({SYS_membarrier}, EPERM); }); }),
                            "membarrier");
}

TEST_CASE("a futex that never waits, but says EINTR") {
  check_survives(child([] {
    refuse({SYS_futex}, EINTR, FUTEX_WAIT | FUTEX_PRIVATE_FLAG);
    job();
  }));
}

TEST_CASE("thousands of signals a second to every thread, and each may end a call") {
  check_survives(child([] {
    ignore_alarms();
    Beside storm(100, [] {
      for (pid_t tid : threads(getpid())) syscall(SYS_tgkill, getpid(), tid, SIGALRM);
    });
    job();
  }));
}

TEST_CASE("no descriptors left") {
  check_survives(child([] {
    rlimit none = {3, 3};
    setrlimit(RLIMIT_NOFILE, &none);
    job();
  }));
}

TEST_CASE("the threads are moved from CPU to CPU, and at times to one CPU together") {
  check_survives(child([] {
    cpu_set_t all;
    sched_getaffinity(0, sizeof all, &all);
    unsigned turn = 0;
    Beside mover(1000, [=]() mutable {
      for (pid_t tid : threads(getpid())) {
        cpu_set_t one;
        CPU_ZERO(&one);
        for (unsigned cpu = turn++ % 4, i = 0; i < CPU_SETSIZE; i++) {
          if (CPU_ISSET(i, &all) && cpu-- == 0) CPU_SET(i, &one);
        }
        sched_setaffinity(tid, sizeof one, CPU_COUNT(&one) ? &one : &all);
      }
    });
    job();
  }));
}

TEST_CASE("the program is stopped and goes on, again and again") {
  check_survives(traced([] {
    for (int i = 0; i < 20; i++) {
      kill(worker, SIGSTOP), ::usleep(10'000);
      kill(worker, SIGCONT), ::usleep(10'000);
    }
  }));
}

TEST_CASE("single threads are stopped for a while, whatever they have in their hands") {
  check_survives(traced([] {
    for (int round = 0; round < 5; round++) {
      for (pid_t tid : threads(worker)) {
        if (!seize(tid)) continue;
        ::usleep(15'000);
        ptrace(PTRACE_DETACH, tid, nullptr, nullptr);
      }
    }
  }));
}

TEST_CASE("a tracer comes, looks at all threads, and goes again") {
  check_survives(traced([] {
    for (int round = 0; round < 10; round++) {
      std::vector<pid_t> held;
      for (pid_t tid : threads(worker)) {
        if (seize(tid)) held.push_back(tid);
      }
      ::usleep(5'000);
      for (pid_t tid : held) ptrace(PTRACE_DETACH, tid, nullptr, nullptr);
      ::usleep(5'000);
    }
  }));
}

TEST_CASE("the clock jumps by an hour, and back") {
  Child c = child([] {
    Beside jumper(3000, [] { jumped = jumped == 0 ? 3600'000'000'000 : 0; });
    job();
  });
  check_survives(c);
}

TEST_CASE("nobody takes what the program prints") {
  for (const char* where : {"/dev/full", ""}) {
    CAPTURE(where);
    Child c = child([=] {
      close(STDOUT_FILENO);
      if (*where && open(where, O_WRONLY) != STDOUT_FILENO) _exit(77);
      std::string program(PATH_MAX, 0);
      program.resize(static_cast<size_t>(readlink("/proc/self/exe", program.data(), PATH_MAX)));
      program = program.substr(0, program.rfind('/') + 1) + "program";
      execl(program.c_str(), "program", "--block-ms", "20", nullptr);
      _exit(78);
    });
    CAPTURE(c.err);
    CHECK(c.status == 2);
    CHECK(contains(c.err, "stdout"));
  }
}
