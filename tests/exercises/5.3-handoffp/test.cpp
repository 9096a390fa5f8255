// Exercise 5.3, by hand: the table of all that may be the case when a P is handed off.
#include <bench.hpp>
#include <counts.hpp>
#include <exercise.hpp>
#include <fatal.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

struct Found {
  int ring = 0, next = 0, global = 0;  // goroutines, by where they are
  int spinning = 0;                    // how many Ms look for work
  bool idle = false;
  int procs = 2;
};

static std::string words(const Found& f) {
  auto some = [](int n) {
    return n == 0 ? std::string("nothing") : show(n) + (n > 1 ? " goroutines" : " goroutine");
  };
  return some(f.ring) + (f.next ? " in pp's ring and one that runs next, " : " in pp's queue, ") +
         some(f.global) + " in the global queue, " +
         (f.spinning > 1 ? show(f.spinning) + " Ms"
          : f.spinning   ? "an M"
                         : "no M") +
         " spinning, " + (f.idle ? "another P" : "no P") + " idle" +
         (f.procs == 2 ? "" : ", gomaxprocs = " + show(f.procs));
}

static const char* const given_away =
    "after start or pidleput pp is another's, at once: that is the end of handoffp's work on it, "
    "and "
    "no other case follows";

// What must become of it, in all four ways to say it.
static void table(const Found& f, const std::string& expected, const std::string& rule) {
  judge(words(f), [=] {
    static Bench* bench;
    Bench b(f.procs);
    bench = &b;
    P* pp = allp[0];
    if (f.idle) b.idle(allp[1]);
    sched.nmspinning.store(f.spinning, memory_order_relaxed);
    int g = 0;
    for (int i = 0; i < f.ring; i++) runqput(pp, &b.others[g++], false);
    for (int i = 0; i < f.next; i++) runqput(pp, &b.others[g++], true);
    for (int i = 0; i < f.global; i++) b.global(&b.others[g++]);
    Counts before;
    fatal_details = [] {
      expect(!bench->woken(allp[0]), "one of the cases happens, once",
             bench->where(allp[0]) + ", and then pp is used again", given_away);
      expect(!bench->isidle(allp[0]), "one of the cases happens, once",
             "it is on the idle list, and then pp is used again", given_away);
    };
    handoffp(pp);
    expect(b.wokenup() < 2, "one of the cases happens, once",
           show(b.wokenup()) + " Ms were woken for one P", given_away);
    expect(!b.woken(pp) || !b.isidle(pp), "one of the cases happens, once",
           "an M was woken for it, and it is on the idle list", given_away);
    expect(
        b.woken(pp) || b.isidle(pp), expected, b.where(pp),
        "a P that was let go of is given to a thread (start) or put on the idle list (pidleput): "
        "else it is lost for ever");
    expect(b.where(pp) == expected, expected, b.where(pp), rule);
    bool starts = b.woken(pp), spins = starts && b.woken(pp)->spinning;
    equal("Ms woken", starts ? 1 : 0, b.wokenup(),
          "one P, one thread: exactly one of the cases happens, once");
    equal("sched.npidle", (starts ? 0 : 1) + f.idle, sched.npidle.load(memory_order_relaxed),
          "a P is on the idle list, or a thread has it: never both, and not twice");
    equal("sched.nmspinning", f.spinning + spins, sched.nmspinning.load(memory_order_relaxed),
          "nmspinning counts the Ms that spin: whoever starts one counts it, and nobody else");
    equal("goroutines in the global queue", f.global, sched.runqsize.load(memory_order_relaxed),
          "handoffp moves no goroutines: the M that gets the P will");
    before.leaves("sched.npidle").leaves("sched.nmspinning").leaves("sched.nmidle");
    before.moves("sched.handoffs", 1).rest();
    sched.lock.lock();  // stays locked for ever if the answer has not unlocked it
    sched.lock.unlock();
  });
}

const char* const runs = "an M was woken for it, not spinning";
const char* const looks = "an M was woken for it, to look for work";
const char* const rests = "it is on the idle list";

TEST_CASE("1: there is work") {
  const char* own =
      "with goroutines in its own queue a P needs a thread, whoever else is idle or looks for work";
  const char* global =
      "goroutines in the global queue may wait for just this P: it needs a thread, whoever else is "
      "idle or looks for work";
  for (int spinning : {0, 1, 2}) {
    for (bool idle : {false, true}) {
      table({.ring = 1, .spinning = spinning, .idle = idle}, runs, own);
      table({.next = 1, .spinning = spinning, .idle = idle}, runs, own);
      table({.global = 1, .spinning = spinning, .idle = idle}, runs, global);
      table({.ring = 2, .global = 2, .spinning = spinning, .idle = idle}, runs, own);
    }
    for (int procs : {1, 3, 4}) {
      table({.ring = 1, .spinning = spinning, .procs = procs}, runs, own);
      table({.global = 1, .spinning = spinning, .procs = procs}, runs, global);
    }
  }
}
TEST_CASE("2: nobody could help") {
  for (int procs : {2, 1, 3, 4})
    table({.procs = procs}, looks,
          "with no M spinning and no P idle, a goroutine that becomes runnable now would wake "
          "nobody: this P must look, be it the only one");
}
TEST_CASE("3: nothing to do") {
  const char* rule =
      "an M that spins, or an idle P, can take what comes up: one more thread would only burn its "
      "CPU";
  for (int spinning : {1, 2, 3}) {
    for (int procs : {2, 1, 3, 4}) table({.spinning = spinning, .procs = procs}, rests, rule);
    table({.spinning = spinning, .idle = true}, rests, rule);
  }
  table({.idle = true}, rests, rule);
}
