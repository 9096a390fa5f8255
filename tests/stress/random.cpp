// A thousand random programs, each with an outcome that is known before it runs.
// RANDOM_SEED=17 runs only that one; RANDOM_PROGRAMS=N runs N, from a seed that is printed.
#include <doctest/doctest.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <chan.hpp>
#include <cstring>
#include <deque>
#include <lockosthread.hpp>
#include <mutex.hpp>
#include <newproc.hpp>
#include <random>
#include <run.hpp>
#include <spin.hpp>
#include <sleep.hpp>
#include <stdexcept>
#include <syscall.hpp>
#include <waitgroup.hpp>

#include "../support/child.hpp"
#include "program.hpp"

using namespace rt;

namespace {

// A program's state while it runs.
struct Running {
  const Program& p;
  std::deque<Chan<uint64_t>> channels;
  std::vector<int> pipes;  // two descriptors each
  std::deque<Mutex> mutexes;
  std::deque<WaitGroup> groups;
  std::vector<uint64_t> sums, seen;
  std::atomic<size_t> ended = 0;
  const char* wrong = nullptr;
  Chan<uint64_t> nobody_sends, nobody_receives;
  Mutex held;
  WaitGroup never;

  explicit Running(const Program& program)
      : p(program),
        mutexes(p.sums.size()),
        groups(p.groups.size()),
        sums(p.sums.size()),
        seen(p.seen.size()) {
    for (size_t capacity : p.channels) channels.emplace_back(capacity);
    for (size_t i = 0; i < p.pipes; i++) {
      int ends[2];
      if (::pipe(ends)) abort();
      pipes.insert(pipes.end(), {ends[0], ends[1]});
    }
  }
  ~Running() {
    for (int fd : pipes) close(fd);
  }

  void start(size_t g) {
    if (g != 0) return go([this, g] { perform(g); });
    held.lock(), never.Add(1);
    for (size_t i = 0; i < groups.size(); i++) groups[i].Add(p.groups[i]);
    perform(0);
  }

  static long thread() { return static_cast<long>(RawSyscall(SYS_gettid, 0, 0, 0).r1); }
  void through(bool at_once, int fd, uint64_t* value, long call) {
    auto done = at_once ? SyscallBlock(call, fd, word(value), sizeof *value)
                        : Syscall(call, fd, word(value), sizeof *value);
    if (done.r1 != sizeof *value) wrong = "a read or a write was cut short";
  }
  [[gnu::noinline]] static void thrown() {
    try {
      throw std::runtime_error("caught");
    } catch (const std::runtime_error& e) {
      gosched();
      if (strcmp(e.what(), "caught") != 0) abort();
    }
  }

  void perform(size_t g) {
    uint64_t mine = g;
    long pinned[1000];
    size_t pins = 0;
    for (const Step& step : p.goroutines[g]) {
      if (pins && thread() != pinned[pins - 1]) wrong = "a locked goroutine changed its thread";
      switch (step.kind) {
        case Step::Spawn:
          start(step.which);
          break;
        case Step::Send:
          channels[step.which].send(mine);
          break;
        case Step::Receive:
          mine = saw(mine, channels[step.which].recv().value_or(0));
          break;
        case Step::Close:
          channels[step.which].close();
          break;
        case Step::Write:
          through(false, pipes[2 * step.which + 1], &mine, SYS_write);
          break;
        case Step::Read:
        case Step::ReadAtOnce: {
          uint64_t value = 0;
          through(step.kind == Step::ReadAtOnce, pipes[2 * step.which], &value, SYS_read);
          mine = saw(mine, value);
          break;
        }
        case Step::Add: {
          mutexes[step.which].lock();
          uint64_t sum = sums[step.which];
          if (step.amount % 2) gosched();
          if (step.amount % 3 == 0) Syscall(SYS_getppid, 0, 0, 0);
          sums[step.which] = sum + step.amount;
          mutexes[step.which].unlock();
          break;
        }
        case Step::Done:
          groups[step.which].Done();
          break;
        case Step::Wait:
          groups[step.which].Wait();
          break;
        case Step::Pin:
          LockOSThread(), pinned[pins++] = thread();
          break;
        case Step::Unpin:
          UnlockOSThread(), pins--;
          break;
        case Step::Yield:
          gosched();
          break;
        case Step::Call:
          Syscall(SYS_getppid, 0, 0, 0);
          break;
        case Step::Sleep:
          Sleep(static_cast<int64_t>(step.amount) * 1000);
          break;
        case Step::Throw:
          thrown();
          break;
        case Step::Exit:
          seen[g] = mine, ended++, goexit();
        case Step::StayReceiving:
          nobody_sends.recv();
          break;
        case Step::StaySending:
          nobody_receives.send(1);
          break;
        case Step::StayLocking:
          held.lock();
          break;
        case Step::StayWaiting:
          never.Wait();
          break;
        case Step::Panic:
          throw std::runtime_error("as it should");
      }
    }
    seen[g] = mine, ended++;
  }
};

// Empty: it did what it should.
std::string went(const Program& p) {
  GOMAXPROCS(p.procs);
  Running r(p);
  run([&] { r.start(0); });
  if (r.wrong) return r.wrong;
  if (r.ended != p.goroutines.size()) return "not every goroutine has come to its end";
  if (r.seen != p.seen) return "a goroutine has seen other values, or in another order";
  if (r.sums != p.sums) return "a sum is not what it should be";
  return "";
}

size_t count(const std::string& text, const std::string& part) {
  size_t n = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; at++) n++;
  return n;
}

std::string ends(const Program& p) {
  Child c = child([&] { _exit(went(p).empty() ? 0 : 1); });
  std::string said = c.err.substr(0, 300);
  if (p.end == Program::Panics) {
    if (c.status == 2 && contains(c.err, "panic: as it should")) return "";
    return "it should panic; status " + std::to_string(c.status) + ": " + said;
  }
  if (c.status != 2 || !contains(c.err, "fatal error: all goroutines are asleep - deadlock!"))
    return "it should deadlock; status " + std::to_string(c.status) + ": " + said;
  size_t listed = count("\n" + c.err, "\ngoroutine ");
  if (listed != p.stuck)
    return std::to_string(listed) + " goroutines are listed, " + std::to_string(p.stuck) +
           " should be: " + said;
  return "";
}

uint64_t number(const char* name, uint64_t otherwise) {
  const char* text = getenv(name);
  return text ? strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

TEST_CASE("programs made at random do what is known of them before") {
  uint64_t one = number("RANDOM_SEED", 0);
  uint64_t n = one ? 1 : number("RANDOM_PROGRAMS", 1000);
  uint64_t first = one ? one : number("RANDOM_PROGRAMS", 0) ? std::random_device{}() : 1;
  int before = GOMAXPROCS(0);
  size_t kinds[3] = {};
  for (uint64_t seed = first; seed < first + n; seed++) {
    Program p = random_program(seed);
    std::string wrong = p.end == Program::Finishes ? went(p) : ends(p);
    CHECK_MESSAGE(wrong.empty(), "RANDOM_SEED=", seed, ", ", p.procs, " Ps: ", wrong);
    kinds[p.end]++;
  }
  GOMAXPROCS(before);
  MESSAGE(n, " programs from seed ", first, " on: ", kinds[Program::Finishes], " finish, ",
          kinds[Program::Deadlocks], " deadlock, ", kinds[Program::Panics], " panic");
}
