// For 8.1: P 0, which somebody wants, the goroutine that its name names, and what may have become
// of the two by now.
#pragma once
#include <counts.hpp>
#include <cstring>
#include <given_away.hpp>
#include <gscan.hpp>
#include <hand.hpp>
#include <syscallingthread.hpp>
#include <vector>

namespace exercise {

constexpr const char* kOld =
    "the name may be old: with which P the goroutine is in a call, its M's m.p says, and only "
    "while "
    "you hold the goroutine";
constexpr const char* kLetGo =
    "whoever you hold by mistake you let go, before you say that there is nobody";
constexpr const char* kIn =
    "to be let go means back in Gsyscall: the goroutine is in the kernel all the time";
constexpr const char* kAnother = "the bit is cleared only by the thread that has set it";
constexpr const char* kNoWait =
    "nobody waits for the bit: whoever holds the goroutine wants the same P, and may wait for you "
    "in turn";
constexpr const char* kNothing =
    "nothing changes but the bit: the call has not ended, and nobody "
    "has taken the P yet";

inline Alone<rt::P>* ps[2];  // P 0 is the one that is wanted
inline Alone<rt::M>* ms[2];  // M 1, M 2
inline Alone<rt::G>* gs[2];  // goroutines 1, 2
inline bool elses;           // a goroutine is held by another thread

// They are not connected in any way.
inline void newscene() {
  byhand(2);
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
  elses = false;
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
}
// It is back from it, and runs on the same M.
inline void back(int g) {
  ps[0]->syscalltick.store(41, rt::memory_order_relaxed);
  gs[g]->m->oldp = nullptr;
  gs[g]->atomicstatus.store(rt::Grunning, rt::memory_order_relaxed);
}
inline void off(int g, uint32_t state) {
  if (gs[g]->m) gs[g]->m->curg = nullptr;
  gs[g]->m = nullptr;
  gs[g]->atomicstatus.store(state, rt::memory_order_relaxed);
}

// All of an object but, in a G, its state.
inline std::vector<char> bytes(const void* at, size_t size, const void* but = nullptr) {
  std::vector<char> copy(size);
  memcpy(copy.data(), at, size);
  if (but)
    memset(copy.data() + (static_cast<const char*>(but) - static_cast<const char*>(at)), 0, 4);
  return copy;
}
inline std::vector<std::vector<char>> everything() {
  std::vector<std::vector<char>> all;
  for (int i = 0; i < 2; i++) {
    all.push_back(bytes(ps[i], sizeof(rt::P)));
    all.push_back(bytes(ms[i], sizeof(rt::M)));
    all.push_back(bytes(gs[i], sizeof(rt::G), &gs[i]->atomicstatus));
  }
  return all;
}

inline std::string statename(uint32_t state) {
  return std::string(rt::gstatusname(state)) + (state & rt::Gscan ? ", and held" : "");
}

inline void is(rt::G* gp, uint32_t state, const char* rule) {
  expect(status(gp) == state, "goroutine " + show(gp->goid) + " is " + statename(state),
         "it is " + statename(status(gp)), rule);
}

// After setBlockOnExitSyscall(P 0): `want` names the goroutine that it must hold, 0 is nobody, -1:
// it may hold somebody or not. The states are what they would be without it.
inline void judged(const std::optional<rt::syscallingThread>& thread, int want,
                   const uint32_t (&states)[2], const char* rule, const std::string& when = "") {
  for (uint64_t i = 0; i < 2; i++) {
    uint32_t is = status(gs[i]);
    bool named = thread && thread->gp == gs[i];
    std::string it = "goroutine " + show(i + 1) + when;
    if (named && (want < 0 || want == static_cast<int>(i) + 1)) {
      expect(is == rt::Gscansyscall, it + " is in the system call, and held",
             "it is " + statename(is), "the answer names a goroutine that this call holds");
      expect(thread->mp == gs[i]->m, "the answer's M is the goroutine's",
             thread->mp ? "it is another M" : "it is null",
             "gp.m may have changed before you held the goroutine: read it afterwards");
      expect(thread->pp == ps[0] && gs[i]->m->p == ps[0], "the answer's P is pp, and the M has it",
             thread->pp != ps[0] ? "the answer has another P" : "the M has another P, or none",
             kOld);
      continue;
    }
    expect(
        !named,
        want > 0 ? "the answer names goroutine " + show(want) + when : "the answer is empty" + when,
        "it names goroutine " + show(i + 1) + ", which was " + statename(states[i]), rule);
    const char* why =
        is == states[i]                                       ? ""
        : states[i] == rt::Gscansyscall                       ? kAnother
        : is == rt::Gscansyscall && states[i] == rt::Gsyscall ? kLetGo
        : states[i] == rt::Gsyscall
            ? kIn
            : "looking at the state and setting the bit must be one step: in between the goroutine "
              "may come back";
    expect(is == states[i], it + " is " + statename(states[i]), "it is " + statename(is), why);
  }
  expect(thread || want <= 0, "the answer names goroutine " + show(want) + when, "it is empty",
         rule);
}

}  // namespace exercise
