// For the exercises of chapters 8 and 9: two Ps, two Ms and two goroutines by hand, each on pages
// of its own, so that a test can say who may touch what. And what becomes of them: a goroutine
// enters a call, comes back, changes threads, loses its P.
#pragma once
#include <cstring>
#include <vector>
#if CHAPTER == 8
#include <gscan.hpp>
#endif

#include "given_away.hpp"
#include "hand.hpp"

namespace exercise {

inline Alone<rt::P>* ps[2];  // P 0 is the one that is wanted
inline Alone<rt::M>* ms[2];  // M 1, M 2
inline Alone<rt::G>* gs[2];  // goroutines 1, 2

// They are not connected in any way.
inline void newscene(int procs = 2) {
  byhand(procs);
  for (int i = 0; i < 2; i++) {
    rt::allp[i] = ps[i] = new Alone<rt::P>{};
    ps[i]->id = i;
    ps[i]->syscalltick.store(40, rt::memory_order_relaxed);
    ms[i] = new Alone<rt::M>{};
    ms[i]->id = i + 1;
    gs[i] = new Alone<rt::G>{};
    gs[i]->goid = static_cast<uint64_t>(i + 1);
    gs[i]->atomicstatus.store(rt::Grunnable, rt::memory_order_relaxed);
  }
}

// M m has that P, or none; who had it, and what it had, have it no more.
inline void has(int m, int p) {
  rt::M* mp = ms[m];
  if (mp->p) mp->p->m = nullptr, mp->p->status.store(rt::Pidle, rt::memory_order_relaxed);
  mp->p = nullptr;
  if (p < 0) return;
  if (ps[p]->m) ps[p]->m->p = nullptr;
  busy(ps[p], mp);
}

// M m runs goroutine g, which is in that state; the M it was on, and the goroutine that was there,
// have nothing any more.
inline void on(int m, int g, uint32_t state) {
  if (rt::G* old = ms[m]->curg; old && old != gs[g]) {
    old->m = nullptr;
    old->atomicstatus.store(rt::Gwaiting, rt::memory_order_relaxed);
  }
  if (gs[g]->m) gs[g]->m->curg = nullptr;
  gs[g]->m = ms[m], ms[m]->curg = gs[g];
  gs[g]->atomicstatus.store(state, rt::memory_order_relaxed);
}

// Goroutine g, on M m, has entered a call with P p.
inline void enters(int g, int m, int p) {
  has(m, p);
  on(m, g, rt::Gsyscall);
  ms[m]->oldp = ps[p];
  ps[p]->syscallg.store(gs[g], rt::memory_order_relaxed);
#if CHAPTER > 8
  gs[g]->callp.store(ps[p], rt::memory_order_relaxed);
  gs[g]->seen = gs[g]->wanted.load(rt::memory_order_relaxed);
  rt::nexttick(gs[g]->call);
#endif
}
// It is back from it, and runs on the same M.
inline void back(int g) {
#if CHAPTER > 8
  gs[g]->back.store(gs[g]->call.load(rt::memory_order_relaxed), rt::memory_order_relaxed);
#else
  ps[0]->syscalltick.store(41, rt::memory_order_relaxed);
  gs[g]->m->oldp = nullptr;
#endif
  gs[g]->atomicstatus.store(rt::Grunning, rt::memory_order_relaxed);
}
inline void off(int g, uint32_t state) {
  if (gs[g]->m) gs[g]->m->curg = nullptr;
  gs[g]->m = nullptr;
  gs[g]->atomicstatus.store(state, rt::memory_order_relaxed);
}

// All of an object but these fields.
inline std::vector<char> bytes(const void* at, size_t size,
                               std::initializer_list<std::pair<const void*, size_t>> but = {}) {
  auto begin = static_cast<const char*>(at);
  std::vector<char> copy(begin, begin + size);
  for (auto& [field, length] : but)
    memset(copy.data() + (static_cast<const char*>(field) - begin), 0, length);
  return copy;
}

inline std::string statename(uint32_t state) {
  return std::string(rt::gstatusname(state)) + (state & 0x1000 ? ", and held" : "");  // Gscan
}

inline void is(rt::G* gp, uint32_t state, const char* rule) {
  expect(status(gp) == state, "goroutine " + show(gp->goid) + " is " + statename(state),
         "it is " + statename(status(gp)), rule);
}

// Nobody may touch these bytes of an object; all others are open.
template <class T>
void leave_alone(Alone<T>& object, const void* begin, const void* end, const std::string& what,
                 const std::string& rule) {
  uintptr_t lo = object.lo(), hi = lo + sizeof object;
  forbid(lo, hi, what, rule, lo, reinterpret_cast<uintptr_t>(begin));
  forbidden.push_back({lo, hi, what, rule, reinterpret_cast<uintptr_t>(end), hi, -1});
}
// What is not Atomic in P i: m, and link, which lies beside it.
inline void leave_alone(int i, const std::string& rule) {
  leave_alone(*ps[i], &ps[i]->link, &ps[i]->m + 1, "p.m of P " + show(i), rule);
}

}  // namespace exercise
