// For chapter 9's exercises on the way back, by hand: a goroutine makes one call after the other,
// and in each of them this becomes of its P. One thread plays all parts, so whatever happens
// happens every time.
#pragma once
#include <cstring>
#include <entersyscall.hpp>
#include <optional>
#include <take.hpp>
#include <watch.hpp>

#include "counts.hpp"
#include "entercall.hpp"
#include "hand.hpp"

namespace exercise {

enum Became {
  kPlain,   // nobody wants it
  kTraced,  // the same, while events are recorded
  kGiven,   // the goroutine has given it away itself, before the call
  kKept,    // somebody wants it, and the goroutine is back first
  kTaken,   // somebody has taken it, and goes on to take others
  kLate,    // somebody wants it; the goroutine comes back, and it turns out that it is taken
};
// For a goroutine without a P: its old one lies idle; or that runs elsewhere, and another one is
// idle; or none is; or its old one is in a call of another goroutine's.
enum Next { kAgain, kOther, kNone, kInCall };
struct Call {
  Became became;
  Next next = kAgain;
};

inline std::string said(const Call& c) {
  const char* became[] = {"nobody wants its P",
                          "nobody wants its P, and the call is traced",
                          "it has given its P away itself",
                          "somebody wants its P, and the goroutine is back first",
                          "somebody has taken its P",
                          "somebody wants its P, and has it when the goroutine has waited"};
  const char* next[] = {"", "; it gets another one", "; it queues",
                        ", and is in another goroutine's call with it"};
  return std::string(became[c.became]) + next[c.next];
}

// Two goroutines, each with a thread of its own and two Ps, one of which it has.
inline rt::G* gs[2];
inline rt::M* ms[2];
inline rt::M others;  // runs a P that has been taken

// What happens between the goroutine's store "I am back" and the end of its way back.
struct Back final : rt::sync::Watcher {
  Call call{};
  rt::G* gp = nullptr;
  std::optional<rt::Taking> taking;  // the one who wants the P, or has it
  int waits = 0;                     // how often the goroutine has asked for sched.taking …
  int locks = 0;                     // … or for sched.lock
  int fences = 0;                    // locked instructions of the goroutine's, before it waits
  int interrupts = 0;                // what the takers have paid, in all
  bool stored = false, looked = false, weak = false, acquired = false;
  uint32_t promised = 0;
  std::memory_order order{};
  bool writes = false, busy = true;

  void begin(rt::G* g, const Call& c) {
    gp = g, call = c;
    waits = locks = fences = 0;
    stored = looked = weak = acquired = writes = false;
    rt::sync::watcher.store(this);
  }
  void watch() { rt::sync::fenced = false, busy = false; }
  void end() {
    written();
    busy = true;
  }

  void take(rt::P* pp) {  // and what becomes of it then
    expect(taking->take(pp), "a P whose goroutine is in the call is taken", "it is not",
           "the numbers say whether there is a call: back < call");
    goes(pp);
  }
  void goes(rt::P* pp) {
    rt::P* other = rt::allp[pp->id ^ 1];
    if (call.next == kAgain) return idle(pp);
    if (call.next == kInCall) return taking.reset(), entercall(pp);
    busyp(pp);
    if (call.next == kOther) idle(other);
  }

 private:
  static void idle(rt::P* pp) {
    rt::sched.lock.lock();
    rt::pidleput(pp);
    rt::sched.lock.unlock();
  }
  static void busyp(rt::P* pp) {
    pp->m = &others;
    pp->status.store(rt::Prunning, rt::memory_order_relaxed);
  }
  // The goroutine waits for what comes of it.
  void decide() {
    rt::P* pp = gp->callp.load(rt::memory_order_relaxed);
    uint64_t number = gp->call.load(rt::memory_order_relaxed);
    bool fenced = rt::sync::fenced;
    taking->fence();
    rt::sync::fenced = fenced;
    if (call.became == kLate) {  // who takes it has looked before
      gp->back.store(number - 1, rt::memory_order_relaxed);
      take(pp);
      gp->back.store(number, rt::memory_order_relaxed);
    } else {
      expect(!taking->take(pp), "a P whose goroutine is back stays with it", "it is taken",
             "first \"I am back\", and then all else");
    }
    taking.reset();
  }
  void written() {  // what was written last, if it was the promise
    if (!writes) return;
    writes = false;
    uint32_t now = raw(gp->ownfence)->load();
    bool weaker = order == rt::memory_order_relaxed || order == rt::memory_order_acquire;
    weak |= now && !promised && weaker && !rt::sync::fenced;
    promised = now;
  }
  void point(const char* object, const char* op) override {
    if (busy) return;
    std::memory_order given = rt::sync::order;
    busy = true;
    written();
    bool looks = strcmp(op, "load") == 0;
    auto is = [&](const char* name) { return strcmp(object, name) == 0; };
    if (is("g.ownfence") && !looks)
      order = given, writes = true, promised = raw(gp->ownfence)->load();
    if (is("g.back") && !looks) stored = true;
    if (is("g.wanted") && stored && (fences > 0 || !looks) && waits == 0) looked = true;
    if (is("g.callp"))
      acquired |= given != rt::memory_order_relaxed && given != rt::memory_order_release;
    if (is("sched.lock")) locks++;
    if (is("sched.taking")) {
      waits++;
      bool has = call.became == kKept || call.became == kLate;
      if (has && taking) decide();
      if (taking)
        expect(false, "the goroutine waits for nothing",
               "it waits for sched.taking, which is held for other Ps",
               "a P that is gone is gone: g.callp is null, and there is nothing to wait for");
    }
    bool plain = looks || (strcmp(op, "store") == 0 && given != rt::memory_order_seq_cst);
    if (!plain && stored && waits == 0) fences++;
    busy = false;
  }
  void fence(std::memory_order given) override {
    if (!busy && stored && waits == 0 && given == rt::memory_order_seq_cst) fences++;
  }
  void heavy() override { interrupts++; }
};
inline Back back;

}  // namespace exercise
