// Given away is given away: an object that belongs to somebody else lies on pages of its own, and
// whoever still touches it, whatever field it is, is reported at that instruction.
#pragma once
#include <signal.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "exercise.hpp"

namespace exercise {

struct Forbidden {
  uintptr_t lo, hi;
  std::string what, rule;
  uintptr_t but_lo = 0, but_hi = 0;  // these bytes may be touched …
  int times = 0;                     // … so often; -1: as often as you like
};
inline std::vector<Forbidden> forbidden;
inline struct sigaction before_forbidden;

inline void protect(const Forbidden& f, int how) {
  if (mprotect(reinterpret_cast<void*>(f.lo), f.hi - f.lo, how)) abort();
}

// The one instruction that may touch it has run.
inline void onstep(int, siginfo_t*, void* context) {
  for (Forbidden& f : forbidden) protect(f, PROT_NONE);
  static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL] &= ~0x100l;
}

inline void onfault(int signal, siginfo_t* info, void* context) {
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  bool writes = static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_ERR] & 2;
  for (Forbidden& f : forbidden) {
    if (address >= f.but_lo && address < f.but_hi &&
        f.times-- != 0) {  // let it pass: one step, the trap flag says
      protect(f, PROT_READ | PROT_WRITE);
      static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_EFL] |= 0x100;
      return;
    }
  }
  for (Forbidden& f : forbidden) {
    if (address >= f.lo && address < f.hi)
      expect(false, "nobody touches " + f.what,
             std::string("somebody ") + (writes ? "writes " : "reads ") + f.what, f.rule);
  }
  // An ordinary crash: it happens again, and is reported as such.
  sigaction(signal, &before_forbidden, nullptr);
}

// Nobody may touch these bytes (whole pages) any more: whoever does breaks that rule. But for some.
inline void allow(uintptr_t lo);
inline void forbid(uintptr_t lo, uintptr_t hi, const std::string& what, const std::string& rule,
                   uintptr_t but_lo = 0, uintptr_t but_hi = 0, int times = -1) {
  allow(lo);
  struct sigaction action = {}, old;
  action.sa_sigaction = onfault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &old);
  if (old.sa_sigaction != onfault) before_forbidden = old;
  action.sa_sigaction = onstep;
  if (but_lo) sigaction(SIGTRAP, &action, nullptr);
  forbidden.push_back({lo, hi, what, rule, but_lo, but_hi, times});
  protect(forbidden.back(), PROT_NONE);
}

// Again.
inline void allow(uintptr_t lo) {
  std::erase_if(forbidden, [&](Forbidden& f) {
    return f.lo == lo && !mprotect(reinterpret_cast<void*>(lo), f.hi - lo, PROT_READ | PROT_WRITE);
  });
}

// A T alone on its pages, so that it can be given away.
template <class T>
struct alignas(4096) Alone : T {
  using T::T;
  ~Alone() { take_back(); }
  uintptr_t lo() const { return reinterpret_cast<uintptr_t>(this); }
  void give_away(const std::string& what, const std::string& rule) {
    forbid(lo(), lo() + sizeof *this, what, rule);
  }
  template <class Field>
  void give_away_but(Field& field, const std::string& what, const std::string& rule) {
    auto at = reinterpret_cast<uintptr_t>(&field);
    forbid(lo(), lo() + sizeof *this, what, rule, at, at + sizeof field);
  }
  void take_back() { allow(lo()); }
};

}  // namespace exercise
