// For chapter 9's exercises on the way back, by hand: goroutines that make calls, and what must be
// so after each of them, whatever the goroutine promises.
#pragma once
#include <memory>

#include "backs.hpp"

namespace exercise {

constexpr const char* kFence =
    "whoever has promised a fence has it between its store \"I am back\" and the look that "
    "decides: nobody else has one for it";
constexpr const char* kUnpromised =
    "a fence costs more than all the rest of the way back: where none is promised, and nobody "
    "wants the P, there is none";
constexpr const char* kWait =
    "a P that is wanted, and not gone yet, may go at any moment: whoever wants it holds "
    "sched.taking until it is known who was first";
constexpr const char* kShort =
    "where nobody has wanted the P there is nothing to wait for: an odd g.seen says that there "
    "is more to do, not that the P is wanted";
constexpr const char* kMine =
    "a P that nobody has taken was this goroutine's all the time: it goes on with it";
constexpr const char* kLost =
    "a goroutine whose P has been taken, or given away by itself, gets another one or queues: "
    "exitsyscallNone";
constexpr const char* kFatal =
    "a goroutine that has kept its P goes on with it; one that has not gets another one or queues, "
    "by exitsyscallNone, once";
constexpr const char* kRelease =
    "the promise is stored with release: whoever reads it must also see that the goroutine is back";
constexpr const char* kAcquire =
    "g.callp is read with acquire: who has stored null there has cut the P off before, and the way "
    "back goes on from that";
constexpr const char* kTheirs = "only those who want the P write g.wanted, and g.callp in a call";
constexpr const char* kOnce = "the way back counts nothing but the calls that end in the queue";

inline int number;         // which of its calls it is
inline std::string story;  // what has become of the P in it, and in the one before
inline std::string last;
inline void good(bool is, const std::string& expected, const std::string& observed,
                 const std::string& rule) {
  expect(is, expected, observed + ", in call " + show(number) + ": " + story, rule);
}

// How the P and the thread must stand after that call.
inline void hasp(rt::G* gp, const Call& c, rt::P* want, bool lost, bool queued) {
  rt::M* mp = gp->m;
  const char* rule = lost ? kLost : kMine;
  good(status(gp) == rt::Grunning, "the goroutine is back, and runs",
       std::string("it is ") + rt::gstatusname(status(gp)), rule);
  bool queues = lost && c.next == kNone;
  good(queued == queues, queues ? "the goroutine queues" : "the goroutine does not queue",
       queued ? "it queues" : "it does not", rule);
  good(mp->p == want && want->m == mp && status(want) == rt::Prunning,
       "its thread has P " + show(want->id) + ", and that one runs",
       mp->p ? "it has P " + show(mp->p->id) : "it has none", rule);
  good(!gp->callp.load(rt::memory_order_relaxed) == lost,
       lost ? "g.callp = null" : "g.callp names its P", "it has been changed", kTheirs);
}

// What that way back may cost.
inline void price(const Call& c, bool lost, bool promise, int paid) {
  bool wait = c.became == kKept || c.became == kLate;
  good(c.next == kInCall || wait == (back.waits > 0),
       wait ? "the goroutine waits for sched.taking" : "the goroutine leaves sched.taking alone",
       wait ? "it does not" : "it locks it", wait ? kWait : kShort);
  if (!lost) good(back.locks == 0, "sched.lock is left alone", "it is locked", kMine);
  if (promise)
    good(back.looked, "a fence, and then a look whether the P is wanted", "there is none", kFence);
  else if (rt::asymmetric && c.became <= kGiven)
    good(!rt::sync::fenced, "no fence on the way back", "there is one", kUnpromised);
  good(!back.weak, "the promise is stored with memory_order_release or stronger",
       "its order is weaker", kRelease);
  good(c.became != kTaken || back.acquired || rt::sync::fenced,
       "a read of g.callp is memory_order_acquire or stronger", "all are weaker", kAcquire);
  int want = c.became >= kKept && rt::asymmetric && !promise;
  if (c.next == kInCall) want += rt::asymmetric;  // that other goroutine has promised nothing
  good(paid == want, "whoever wants the P pays for " + show(want) + " interrupts",
       "for " + show(paid), kFence);
}

inline std::string bytes(const rt::P& pp) {
  return std::string(reinterpret_cast<const char*>(&pp), sizeof pp);
}

// Goroutine gp makes one call.
inline void makes(rt::G* gp, const Call& c) {
  rt::M* mp = gp->m;
  rt::P* pp = mp->p;
  rt::P* other = rt::allp[pp->id ^ 1];
  bool lost = c.became == kGiven || c.became == kTaken || c.became == kLate;
  bool promise = gp->ownfence.load(rt::memory_order_relaxed) != 0;
  int paid = back.interrupts;

  story = said(c) + (number ? " (and before that: " + last + ")" : "");
  last = said(c), number++;
  back.begin(gp, c);
  if (c.became == kTraced) rt::tracing = true;
  if (c.became == kGiven) {
    rt::sched.nmspinning.store(1, rt::memory_order_relaxed);  // handoffp starts no thread
    rt::entersyscallblock();
    rt::pidleget();
    back.goes(pp);
  } else {
    rt::entersyscall();
  }
  if (c.became >= kKept) {
    back.taking.emplace();
    good(back.taking->want(pp), "a P whose goroutine is in a call can be wanted", "it can't",
         kTheirs);
  }
  if (c.became == kTaken) back.taking->fence(), back.take(pp);
  if (lost && c.next == kNone) woken(mp, other);
  uint32_t wanted = gp->wanted.load(rt::memory_order_relaxed);
  uint32_t queued = gp->queued.load(rt::memory_order_relaxed);
  auto counts = std::make_unique<Counts>();
  std::string before = bytes(*pp) + bytes(*other);
  rt::P* oldp = mp->oldp;
  int asked = rt::sync::kernelcalls;
  may_sleep = kLost;
  back.watch();
  rt::exitsyscall();
  back.end();
  bool fenced = rt::sync::fenced;
  asked = rt::sync::kernelcalls - asked;
  rt::tracing = false;
  back.taking.reset();

  rt::P* want = !lost || c.next == kAgain || c.next == kInCall ? pp : other;
  rt::sync::fenced = fenced;
  price(c, lost, promise, back.interrupts - paid);
  hasp(gp, c, want, lost, gp->queued.load(rt::memory_order_relaxed) != queued);
  good(asked == 0 || (lost && c.next == kNone), "the kernel is asked for nothing",
       "it is called " + show(asked) + "x",
       "nobody sleeps on the way back, or yields, unless the goroutine has queued");
  good(gp->wanted.load(rt::memory_order_relaxed) == wanted, "g.wanted is as it was", "it is not",
       kTheirs);
  good(mp->oldp == oldp && (lost || before == bytes(*pp) + bytes(*other)),
       "m.oldp, and each P that the goroutine has kept, is as it was", "one is not", kMine);
  if (lost) counts->leaves("sched.npidle").leaves("sched.nmidle");
  for (int i = 0; i < 4; i++) {
    if (c.became == kLate || c.next == kInCall) counts->leaves("p" + show(i) + ".syscalltick");
    if (lost && c.next == kNone) counts->leaves("p" + show(i) + ".schedtick");
  }
  counts->rest(kOnce);
  good(!locked(), "sched.lock is free", "it is still held", "what locks, unlocks");
  may_sleep = "what locks, unlocks: sched.taking is still held when the goroutine is back";
  { rt::Taking free; }

  if (want == other) pp->m = nullptr, pp->status.store(rt::Pidle, rt::memory_order_relaxed);
  rt::sched.nmspinning.store(0, rt::memory_order_relaxed);
  while (rt::pidleget()) {
  }
}

// All new: two goroutines, where there is membarrier or not.
inline void newcallers(bool asymmetric) {
  rt::asymmetric = asymmetric;
  byhand(4);
  for (int i = 0; i < 2; i++) {
    ms[i] = newthread(i + 1);
    gs[i] = newgoroutine(static_cast<uint64_t>(i + 1), nullptr);
    runs(ms[i], gs[i], rt::Grunning);
    busy(rt::allp[2 * i], ms[i]);
  }
}

// Goroutine i makes these calls, one after the other. After each of them, `after`.
inline void makes(int i, const std::vector<Call>& calls, void (*after)(int i, const Call& c)) {
  static int who;
  static const std::vector<Call>* all;
  static void (*judges)(int, const Call&);
  who = i, all = &calls, judges = after;
  rt::gostartcall(gs[i], [](rt::G*) {
    for (const Call& c : *all) {
      makes(gs[who], c);
      judges(who, c);
    }
    leave();
  });
  hands_off(gs[1 - i], "a goroutine's way back leaves all others alone",
            "a call is its own goroutine's business");
  rt::mstart(ms[i], ms[i]->g0, [] { rt::gogo(gs[who]); });
  hands_on(gs[1 - i]);
}

}  // namespace exercise
