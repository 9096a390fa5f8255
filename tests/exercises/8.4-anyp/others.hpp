// What the tests of exercise 8.4 share: Ps by hand, in each state in which one may be found by a
// thread that has come back without a P.
#pragma once
#include <counts.hpp>
#include <given_away.hpp>
#include <gscan.hpp>
#include <hand.hpp>

#include <exitsyscall.hpp>

using namespace rt;
using namespace exercise;

enum State {
  call,   // its goroutine is in a call, and may be held
  busyp,  // its goroutine runs
  held,   // its goroutine is in a call, and another thread holds it
  fresh,  // it runs, and nobody has been in a call with it
  idle,   // on the list; the goroutine out of whose call it was taken is still there
  lost,   // the same, and another thread runs on it
  moved,  // it runs; the goroutine that it names is in a call with another P
  States
};
inline const char* said(State s) {
  constexpr const char* text[] = {
      "is in a call",
      "runs",
      "is in a call, and its goroutine is held",
      "runs, and has never been in a call",
      "is idle",
      "was taken out of a call, and runs",
      "runs, and names a goroutine that is in a call with another P",
  };
  return text[s];
}

// Those who have to do with P i: the goroutine that it names and that one's thread, and the thread
// that runs on it if that is another one.
struct Others {
  Alone<G> named{}, runs{};
  Alone<M> m{}, m2{};
};
constexpr int kMost = 5;
inline Others others[kMost];
inline P elsewhere;  // on no list of Ps
inline M* me;
inline G* mygoroutine;

inline void own(P* pp, M* mp, G* gp, uint32_t state) {
  pp->status.store(Prunning, memory_order_relaxed);
  pp->m = mp, mp->p = pp;
  mp->curg = gp, gp->m = mp;
  gp->atomicstatus.store(state, memory_order_relaxed);
}

inline void is(int i, State state) {
  P* pp = allp[i];
  Others& o = others[i];
  for (M* mp : {static_cast<M*>(&o.m), static_cast<M*>(&o.m2)})
    mp->id = 2 * i + 10 + (mp == &o.m2), mp->p = nullptr, mp->curg = nullptr;
  o.named.goid = 100 + static_cast<uint64_t>(i), o.runs.goid = o.named.goid + 100;
  o.named.atomicstatus.store(Gwaiting, memory_order_relaxed);
  pp->syscallg.store(state == fresh ? nullptr : &o.named, memory_order_relaxed);
  if (state == call) own(pp, &o.m, &o.named, Gsyscall);
  if (state == held) own(pp, &o.m, &o.named, Gscansyscall);
  if (state == busyp) own(pp, &o.m, &o.named, Grunning);
  if (state == fresh) own(pp, &o.m2, &o.runs, Grunning);
  if (state == moved) own(&elsewhere, &o.m, &o.named, Gsyscall);
  if (state == idle || state == lost) {  // its goroutine was in a call, and has lost it
    own(pp, &o.m, &o.named, Gsyscall);
    pp->status.store(Pidle, memory_order_relaxed), pp->m = nullptr, o.m.p = nullptr;
  }
  if (state == lost || state == moved) own(pp, &o.m2, &o.runs, Grunning);
  if (state == idle) pidleput(pp);
}

// n Ps, each in its state; and this thread, whose goroutine has come back from the kernel, and runs
// without a P.
inline void scene(const std::vector<State>& states) {
  for (int i = 0; i < gomaxprocs; i++) delete allp[i];
  byhand(static_cast<int>(states.size()));
  if (!me) me = newthread(1), mygoroutine = newgoroutine(1, nullptr);
  runs(me, mygoroutine, Grunning);
  me->p = nullptr;
  setg(mygoroutine);
  for (size_t i = states.size(); i-- > 0;) is(static_cast<int>(i), states[i]);
  static G waits[kMost];  // somebody waits in the queue of every P but the first two
  for (int i = 2; i < gomaxprocs; i++) {
    if (states[static_cast<size_t>(i)] != idle) runqput(allp[i], &waits[i], false);
  }
}

// The one that must come of it: -1 is null.
inline int wanted(const std::vector<State>& states, int oldp) {
  int n = static_cast<int>(states.size());
  auto at = [&](int i) { return states[static_cast<size_t>(i)]; };
  if (oldp >= 0 && at(oldp) == call) return oldp;
  for (int i = 0; i < n; i++) {
    if (at(i) == idle) return i;
  }
  for (int k = 0; k < n; k++) {
    int i = oldp < 0 ? k : (oldp + 1 + k) % n;
    if (i != oldp && at(i) == call) return i;
  }
  return -1;
}

inline std::string pname(int i) { return i < 0 ? std::string("null") : "p" + std::to_string(i); }
inline std::string pname(P* pp) { return pname(pp ? pp->id : -1); }
inline std::string scenario(const std::vector<State>& states, int oldp) {
  std::string text = "a thread comes back, and oldp is " + pname(oldp);
  for (size_t i = 0; i < states.size(); i++)
    text += "; " + pname(static_cast<int>(i)) + " " + said(states[i]);
  return text;
}
