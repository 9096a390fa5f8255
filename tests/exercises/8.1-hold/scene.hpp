// For 8.1: P 0, which somebody wants, the goroutine that its name names, and what may have become
// of the two by now.
#pragma once
#include <apart.hpp>
#include <counts.hpp>
#include <syscallingthread.hpp>

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

inline std::vector<std::vector<char>> everything() {
  std::vector<std::vector<char>> all;
  for (int i = 0; i < 2; i++) {
    all.push_back(bytes(ps[i], sizeof(rt::P)));
    all.push_back(bytes(ms[i], sizeof(rt::M)));
    all.push_back(bytes(gs[i], sizeof(rt::G), {{&gs[i]->atomicstatus, 4}}));
  }
  return all;
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
