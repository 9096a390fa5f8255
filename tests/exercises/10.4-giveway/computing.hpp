// For exercise 10.4: Ps without threads, whose goroutines compute, and a clock that stands still.
#pragma once
#include <counts.hpp>
#include <hand.hpp>
#include <preempt.hpp>
#include <signal.h>

namespace exercise {

constexpr int64_t us = 1000, ms = 1000 * us;
constexpr int64_t now = 1'000'000 * ms;
constexpr auto relaxed = rt::memory_order_relaxed;

inline constexpr const char* kAsk =
    "preemptone asks: it sees to a thread for the P first, and only then notes that, and sends the "
    "signal";
inline constexpr const char* kStores =
    "nothing is stored but p.since, in the first look; all else is preemptone's to write, and the "
    "owner's";

// The state of a P that giveway and giveback go by. Times are ages: so many nanoseconds ago.
struct State {
  int64_t since = -1;  // sysmon's first look; -1: it has not seen this slice
  int64_t asked = -1;  // in this slice; -1: not in this one
  bool in = false;     // in a system call
  bool runs = true;
};

inline rt::G calls[4];    // the goroutines that have been in a call with these Ps
inline rt::G waiters[6];  // in queues
inline rt::M idlem;

// n Ps, a thread that sleeps, and nobody who waits. A signal stays where it is: see signalled.
inline void computing(int n, int64_t slice, int64_t shortslice) {
  for (int i = 0; i < rt::gomaxprocs; i++) delete rt::allp[i];
  rt::gomaxprocs = 0;
  byhand(n);
  rt::sched.slice.store(slice, relaxed), rt::sched.shortslice.store(shortslice, relaxed);
  rt::sched.newmHandoff.haveTemplateThread = true;
  rt::sched.signals.store(true, relaxed);  // under sanitizers, too
  idlem.schedlink = nullptr, rt::mput(&idlem);
  sigset_t urgent;
  sigemptyset(&urgent), sigaddset(&urgent, SIGURG);
  pthread_sigmask(SIG_BLOCK, &urgent, nullptr);
}
// Was this thread sent the signal?
inline bool signalled() {
  sigset_t urgent;
  sigemptyset(&urgent), sigaddset(&urgent, SIGURG);
  timespec nothing = {};
  return sigtimedwait(&urgent, nullptr, &nothing) == SIGURG;
}

inline void is(int i, const State& s) {
  rt::P* pp = rt::allp[i];
  rt::G& g = calls[i];
  pp->status.store(s.runs ? rt::Prunning : rt::Pidle, relaxed);
  pp->tid.store(rt::threadid(), relaxed);
  pp->since.store(s.since < 0 ? 0 : now - s.since, relaxed);
  // An earlier slice's question is no question of this one.
  int64_t before = s.since < 0 ? 300 * us : s.since + 300 * us;
  pp->asked.store(now - (s.asked < 0 ? before : s.asked), relaxed);
  pp->preempt.store(s.asked >= 0, relaxed);
  g.goid = static_cast<uint64_t>(i) + 1;
  g.call.store(7, relaxed), g.back.store(s.in ? 6 : 7, relaxed), g.callp.store(pp, relaxed);
  pp->syscallg.store(&g, relaxed);
}

// Goroutines in the global queue: so many that have been preempted, so many others, and one that
// has come back from the kernel.
inline void waits(int preempted, int others, bool returned = false) {
  int g = 0;
  rt::sched.lock.lock();
  for (rt::G& gp : waiters) {
    bool computes = g < preempted, any = g < preempted + others;
    gp.goid = 11 + static_cast<uint64_t>(g), gp.schedlink = nullptr;
    gp.preempted = computes, gp.returned = !any && returned;
    if (any || returned) rt::globrunqput(&gp);
    if (!any) returned = false;
    g++;
  }
  rt::sched.lock.unlock();
}

inline std::string time(int64_t ns) {
  char text[40];
  snprintf(text, sizeof text, ns % ms == 0 ? "%.0f ms" : "%g ms", static_cast<double>(ns) / 1e6);
  return text;
}
inline std::string words(const State& s) {
  std::string text = s.since < 0 ? "not seen yet" : "there for " + time(s.since);
  if (s.asked >= 0) text += ", asked " + time(s.asked) + " ago";
  if (s.in) text += ", in a system call";
  if (!s.runs) text += " (but the P is idle now)";
  return text;
}

// What a P says of its slice.
struct Slice {
  int64_t since, asked;
  bool preempt;
  explicit Slice(rt::P* pp)
      : since(pp->since.load(relaxed)),
        asked(pp->asked.load(relaxed)),
        preempt(pp->preempt.load(relaxed)) {}
  bool operator==(const Slice&) const = default;
};

// Which of the Ps was asked; -1: none. All the others are as they were, but for p.since of `first`.
inline int whowasasked(const std::vector<Slice>& before, const std::string& then, int first = -1) {
  int asked = -1;
  for (int i = 0; i < rt::gomaxprocs; i++) {
    auto at = [&](const char* what) { return "p" + show(i) + what + then; };
    Slice was = before[static_cast<size_t>(i)], is(rt::allp[i]);
    bool question = is.asked != was.asked || is.preempt != was.preempt;
    if (question) {
      expect(
          asked < 0, "one goroutine is asked at most" + then,
          "p" + show(asked) + "'s and p" + show(i) + "'s are",
          "one P is enough for one that waits; a second goroutine would be disturbed for nothing");
      equal(at(".asked"), now, is.asked, kAsk);
      equal(at(".preempt"), true, is.preempt, kAsk);
      asked = i;
    }
    if (i != first) equal(at(".since"), was.since, is.since, kStores);
  }
  equal("the signal is sent" + then, asked >= 0, signalled(), kAsk);
  return asked;
}
inline std::vector<Slice> slices() {
  std::vector<Slice> all;
  for (int i = 0; i < rt::gomaxprocs; i++) all.emplace_back(rt::allp[i]);
  return all;
}

}  // namespace exercise
