// Exercise 1.3: a kernel with a clock of its own, which interrupts a sleep whenever the test wants
// it to; then the real one, in a storm of signals.
#include <exercise.hpp>

#include <sys/time.h>

#include <cerrno>
#include <clock.hpp>
#include <rawsyscall.hpp>

namespace rt {  // the answer
using Nanosleep = SyscallResult (*)(const timespec* want, timespec* left);
SyscallResult rawnanosleep(const timespec* want, timespec* left);
Errno sleepfor(int64_t ns, Nanosleep nanosleep);
}  // namespace rt

using namespace rt;
using namespace exercise;

constexpr int64_t kMs = 1'000'000, kSecond = 1'000 * kMs;

static std::string ms(int64_t ns) {
  char text[32];
  snprintf(text, sizeof text, "%g ms", static_cast<double>(ns) / kMs);
  return text;
}

// --- A kernel whose time passes only in nanosleep ---

static int64_t wanted;        // what sleepfor was called with
static int64_t now;           // how long it has slept in all
static int64_t signal_every;  // when it is interrupted; 0: never
static int signals;           // how many are still to come
static Errno failure;         // if not 0: every call fails with it
static int calls;
static bool done;             // a call has returned 0
static const char* too_long;  // the rule that sleeping for longer would break

constexpr int kNobodys = 4321;  // what errno holds: no call of the kernel's has set it

static SyscallResult failed(Errno err) { return {~uintptr_t{0}, 0, err}; }

static SyscallResult kernel(const timespec* want, timespec* left) {
  if (++calls > 1000) {
    expect(false, "a few calls of nanosleep", "more than 1000",
           "only EINTR means that the sleep was interrupted");
  }
  expect(!done, "an end: nanosleep has returned 0", "another call of nanosleep",
         "0 means that all of it has been slept; *left is written only when a signal came first");
  if (failure) return failed(failure);
  if (want->tv_nsec < 0 || want->tv_nsec >= kSecond || want->tv_sec < 0) return failed(EINVAL);
  int64_t ns = want->tv_sec * kSecond + want->tv_nsec;
  expect(now + ns <= wanted, ms(wanted) + " in all",
         ms(now) + " have passed, and it wants to sleep for another " + ms(ns), too_long);
  if (!signals || ns <= signal_every) {
    now += ns, done = true;
    return {0, 0, 0};
  }
  signals--;
  now += signal_every;
  if (left) *left = {(ns - signal_every) / kSecond, (ns - signal_every) % kSecond};
  return failed(EINTR);
}

// What sleepfor returns, and by which way it came to it.
static Errno ask(int64_t ns) {
  errno = kNobodys;
  Errno err = sleepfor(ns, kernel);
  expect(calls > 0, "a call of nanosleep", "none", "the kernel is reached through the parameter");
  expect(err != kNobodys, "the error that nanosleep has returned", "what was in errno",
         "nanosleep returns its error, in err: errno is libc's, and nobody has set it");
  return err;
}

static void sleeps(const std::string& scenario, int64_t ns, int64_t every, int how_many,
                   const char* too_short, const char* too_much) {
  judge(scenario, [=] {
    wanted = ns, signal_every = every, signals = how_many, too_long = too_much;
    Errno err = ask(ns);
    equal("what sleepfor returns", 0u, err,
          "a sleep that was interrupted and went on has succeeded");
    expect(now >= ns, "it has slept for " + ms(ns), "it has slept for " + ms(now), too_short);
  });
}

static const char* kAtLeast =
    "a signal does not end a sleep: it lasts at least as long as was asked for";
static const char* kLeft =
    "after a signal only the time that is left is slept: nanosleep has written it to *left";
static const char* kFields = "what is left has two fields: seconds and nanoseconds";

TEST_CASE("no signal") {
  const char* rule = "without a signal nanosleep sleeps once, for the whole time";
  sleeps("a sleep of 25 ms, no signal", 25 * kMs, 0, 0, rule, rule);
  sleeps("a sleep of 2.5 s, no signal", 2500 * kMs, 0, 0, rule, rule);
}

TEST_CASE("one signal") {
  sleeps("a sleep of 25 ms, and a signal after 10 ms", 25 * kMs, 10 * kMs, 1, kAtLeast, kLeft);
  sleeps("a sleep of 2.5 s, and a signal after 10 ms", 2500 * kMs, 10 * kMs, 1, kFields, kFields);
  sleeps("a sleep of 1.01 s, and a signal after 10 ms", 1010 * kMs, 10 * kMs, 1, kFields, kFields);
}

TEST_CASE("many signals") {
  sleeps(
      "a sleep of 25 ms, and two signals, 10 ms apart", 25 * kMs, 10 * kMs, 2,
      "after the next signal there is less left still: as often as it is interrupted, it goes on",
      kLeft);
  sleeps(
      "a sleep of 1.5 s, and 149 signals, 10 ms apart", 1500 * kMs, 10 * kMs, 149,
      "after the next signal there is less left still: as often as it is interrupted, it goes on",
      kLeft);
}

TEST_CASE("other errors") {
  for (Errno error : {EINVAL, EFAULT}) {
    judge("nanosleep refuses, with error " + show(error), [=] {
      wanted = kMs, failure = error;
      equal("what sleepfor returns", error, ask(kMs),
            "only EINTR means that the sleep was interrupted: other errors are the caller's");
      equal("calls of nanosleep", 1, calls,
            "only EINTR means that the sleep was interrupted: there is nothing to go on with");
    });
  }
}

TEST_CASE("the real kernel") {
  judge("a sleep of 60 ms by the kernel's clock, and a signal every 5 ms", [] {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(SIGALRM, &action, nullptr);
    itimerval timer = {{0, 5000}, {0, 5000}};
    setitimer(ITIMER_REAL, &timer, nullptr);
    int64_t start = nanotime();
    Errno err = sleepfor(60 * kMs, rawnanosleep);
    int64_t slept = nanotime() - start;
    equal("what sleepfor returns", 0u, err,
          "a sleep that was interrupted and went on has succeeded");
    expect(slept >= 60 * kMs, "at least 60 ms", ms(slept), kAtLeast);
  });
}
