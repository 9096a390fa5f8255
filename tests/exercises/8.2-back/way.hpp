// For 8.2: a goroutine that comes back from the kernel. What has become of its P, and whether
// another one is idle.
#pragma once
#include <apart.hpp>
#include <counts.hpp>
#include <entersyscall.hpp>
#include <fatal.hpp>
#include <memory>

namespace exercise {

constexpr const char* kFirst =
    "first Grunning, and only then m.p: as long as the goroutine is in Gsyscall others may take "
    "its "
    "P, and what you have seen may not be true any more";
constexpr const char* kThereAllTheTime =
    "m.p is set: then the P has been this thread's all the time, and nothing is done to make it so";
constexpr const char* kAcquire =
    "what exitsyscallTryGetP returns is nobody's yet: acquirep makes it this thread's";
constexpr const char* kFatal =
    "the way out of Gsyscall is casfromGsyscall's; and it is a P from exitsyscallTryGetP that "
    "acquirep makes yours, not one that m.p still names";
constexpr const char* kOldp =
    "oldp is good for one call: the M that made the call forgets it, on each way back";
constexpr const char* kTick =
    "the call is over: the syscalltick of the P that the thread has now goes on by one, once; no "
    "other count is yours";
constexpr const char* kFast =
    "fastexits counts the ways back without the queue, on the P that the thread has now";
constexpr const char* kStale =
    "after mcall the goroutine may run on another thread, with another P: read gp.m anew, and then "
    "its m.p";
constexpr const char* kQueue =
    "without a P to be taken the goroutine queues: mcall(exitsyscallNoP). With a P to be taken "
    "nobody queues";
constexpr const char* kTry =
    "exitsyscallTryGetP gets oldp, if there is one: a P in another goroutine's call may be taken";
constexpr const char* kWait =
    "nobody waits for a P, or asks for one again: the goroutine queues, and the thread sleeps or "
    "does something else";
constexpr const char* kOnG0 =
    "without a P (exitsyscallTryGetP returns null then) the goroutine queues: exitsyscallNoP does "
    "so on g0, where mcall goes, and not by a plain call";
constexpr const char* kNoOldp =
    "oldp may be null: after entersyscallblock there is none. exitsyscallTryGetP knows what to do";
constexpr const char* kPm =
    "p.m of a P that is not yours may be changing: whether you still have your P is said by your "
    "own m.p";

// What becomes of P 0, with which M 1 went into the kernel.
enum Lost { kThere, kInCall, kIdle, kElsewhere, kBlocked };

struct Way {
  Lost lost;
  bool idle;  // P 1 is idle

  static inline rt::G* waiting;    // runs on P 2, if M 1 sleeps and is woken with that
  static inline uint64_t fast[3];  // fastexits
  static inline bool came;         // the goroutine has come back, and all is judged
  static inline const Way* way;
  static inline void (*started)();  // before exitsyscall is called, and after it
  static inline void (*returned)();
  static inline std::unique_ptr<Counts> before;
  static inline std::vector<std::vector<char>> untouched;

  bool queues() const { return (lost == kElsewhere || lost == kBlocked) && !idle; }
  int gets() const { return lost < kElsewhere ? 0 : 1; }

  std::string name() const {
    const char* became[] = {
        "P 0 is still there", "P 0 has been taken, and is in goroutine 2's call",
        "P 0 has been taken, and is idle", "P 0 has been taken, and M 2 runs goroutine 2 with it",
        "the call was known to block: M 1 has given P 0 away, and has no oldp"};
    return std::string(became[lost]) + (idle ? "; P 1 is idle" : "; P 1 is not idle");
  }

  // M 1's goroutine is in its call. So far nobody has taken the P. Should M 1 sleep, it is woken
  // with that P.
  void setup(int wakeswith = 1) const {
    newscene(3);
    for (int i = 0; i < 2; i++) {
      ms[i]->g0 = new rt::G{};
      ms[i]->g0->m = ms[i];
      ms[i]->rand = 1;
      gs[i]->stack = rt::stackalloc();
      rt::fiber_create(gs[i]->fiber, gs[i]->stack.lo, gs[i]->stack.hi);
      ps[i]->fastexits.store(70, rt::memory_order_relaxed);
    }
    rt::gostartcall(gs[0], [](rt::G*) { body(); });
    enters(0, 0, 0);
    gs[0]->syscallpc = 1, gs[0]->syscallsp = gs[0]->stack.hi - 64;
    ms[0]->syscalltick = ms[1]->syscalltick = 17;
    rt::sched.sysmonwait.store(false, rt::memory_order_relaxed);
    if (idle) pidleput(ps[1]);
    waiting = newgoroutine(9, [](rt::G*) { leave(); });
    if (wakeswith == 2) runqput(rt::allp[2], waiting, false);
    woken(ms[0], rt::allp[wakeswith]);
    came = false, way = this;
  }

  // That becomes of P 0.
  void loses() const {
    if (lost == kBlocked) ms[0]->oldp = nullptr;
    if (lost != kThere && lost != kBlocked) ps[0]->syscalltick.store(41, rt::memory_order_relaxed);
    if (lost == kIdle) has(0, -1), pidleput(ps[0]);
    if (lost == kInCall) has(0, -1), enters(1, 1, 0);
    if (lost == kElsewhere || lost == kBlocked) has(1, 0), on(1, 1, rt::Grunning);
  }

  static std::vector<std::vector<char>> all() {
    rt::P* p = ps[0];
    rt::M* m = ms[0];
    rt::G* g = gs[0];
    return {bytes(p, sizeof *p, {{&p->syscalltick, 4}, {&p->fastexits, 8}}),
            bytes(m, sizeof *m, {{&m->oldp, sizeof m->oldp}}),
            bytes(g, sizeof *g, {{&g->atomicstatus, 4}, {&g->syscallsp, 8}}),
            bytes(ps[1], sizeof(rt::P)),
            bytes(ms[1], sizeof(rt::M)),
            bytes(gs[1], sizeof(rt::G))};
  }
  static void note() {
    before = std::make_unique<Counts>();
    if (way->lost == kThere) untouched = all();
  }

  // Goroutine 1, in the kernel, and on its way back.
  static void body() {
    note();
    if (started) started();
    rt::exitsyscall();
    if (returned) returned();
    way->judged(rt::getg()->m);
    came = true;
    leave();
  }

  // What runs it, on this thread, as M 1.
  void comesback() const {
    rt::fatal_details = [] {
      if (!came)
        expect(false, "goroutine 1 comes back", "one of the runtime's checks ends the program",
               kFatal);
    };
    rt::mstart(ms[0], ms[0]->g0, [] { rt::gogo(gs[0]); });
    expect(came, "goroutine 1 comes back", "it never does", kQueue);
  }

  void judged(rt::M* mp) const;
};

inline void Way::judged(rt::M* mp) const {
  rt::P* want = rt::allp[gets()];
  bool slow = rt::sched.slowexits.load(rt::memory_order_relaxed) > 0;
  expect(slow == queues(), queues() ? "the goroutine queues" : "the goroutine does not queue",
         slow ? "it queues" : "it does not", kQueue);
  is(gs[0], rt::Grunning, "the goroutine is back, and runs");
  expect(mp->p, "its thread has P " + show(gets()), "it has none",
         lost == kThere ? kThereAllTheTime : kAcquire);
  expect(mp->p == want, "its thread has P " + show(gets()), "it has P " + show(mp->p->id),
         lost == kInCall ? kTry : kAcquire);
  expect(mp->p->m == mp && status(mp->p) == rt::Prunning, "the P is this thread's, and Prunning",
         "its status is " + show(status(mp->p)), lost == kThere ? kThereAllTheTime : kAcquire);
  equal("gp.syscallsp", uintptr_t{0}, gs[0]->syscallsp,
        "the goroutine is in no system call any more, whatever way it has come");
  for (int i = 0; i < 3; i++) {
    uint64_t start = i < 2 ? 70 : 0;
    equal("fastexits of P " + show(i), start + (i == gets() && !queues()),
          rt::allp[i]->fastexits.load(rt::memory_order_relaxed), kFast);
    uint32_t tick = i < 2 ? 40 : 0;
    if (i == 0 && lost != kThere && lost != kBlocked) tick++;  // whoever took it
    if (i == 0 && lost == kInCall) tick++;  // whoever took it out of the other call
    equal("syscalltick of P " + show(i), tick + (i == gets()),
          rt::allp[i]->syscalltick.load(rt::memory_order_relaxed), kTick);
  }
  equal("sched.slowexits", uint64_t{queues()},
        uint64_t{rt::sched.slowexits.load(rt::memory_order_relaxed)},
        "exitsyscallNoP counts by itself");
  expect(!exercise::locked(), "sched.lock is free", "it is still held", "what locks, unlocks");
  if (mp == ms[0]) expect(!mp->oldp, "m.oldp = null", "it still names a P", kOldp);
  if (lost == kThere)
    expect(untouched == all(), "all else in the Gs, Ms and Ps is as it was", "it is not",
           kThereAllTheTime);
  Counts& counts = *before;
  if (queues() || lost == kIdle || lost >= kElsewhere) counts.leaves("sched.npidle");
  for (int i = 0; i < 3; i++) {
    std::string p = "p" + show(i) + ".";
    counts.leaves(p + "syscalltick");
    if (queues()) counts.leaves(p + "schedtick");
    if (queues()) counts.leaves("goroutines in p" + show(i) + "'s queue");
  }
  if (queues()) counts.leaves("sched.nmidle");
  counts.rest(kTick);
}

}  // namespace exercise
