// Exercise 8.3, by hand: what a thief may find when it comes for the one in runnext, and whether
// that calls for a pause.
#pragma once
#include <cstring>

#include <given_away.hpp>
#include <gscan.hpp>
#include <m.hpp>
#include <runq.hpp>

using namespace rt;
using namespace exercise;

// Who stands behind victim->syscallg.
enum Named { nobody, its, old };

// Each on pages of its own, since a thief may touch little of them.
struct Scene {
  Alone<P> victim{}, other{};
  Alone<M> m{}, m2{};  // victim's, and the one that an old goroutine is on
  Alone<G> named{};    // who stands behind the name
  G now{}, next{};     // who runs on victim, if that is another one; who is in runnext
  P mine{};

  Scene(uint32_t pstatus, Named name, uint32_t gstatus, bool between) {
    victim.id = 1, m.id = 1, m2.id = 2, other.id = 2;
    named.goid = 1, now.goid = 2, next.goid = 3;
    now.atomicstatus.store(Grunning, memory_order_relaxed);
    mine.status.store(Prunning, memory_order_relaxed);
    victim.status.store(pstatus, memory_order_relaxed);
    if (pstatus == Prunning) victim.m = &m, m.p = &victim;
    if (pstatus == Prunning && !between) now.m = &m, m.curg = &now;
    named.atomicstatus.store(gstatus, memory_order_relaxed);
    if ((gstatus & ~Gscan) == Gsyscall) named.syscallsp = 1;
    if (name == its) named.m = &m, m.curg = &named, now.m = nullptr;
    if (name == old && gstatus != Grunnable && gstatus != Gwaiting && gstatus != Gdead)
      named.m = &m2, m2.curg = &named, m2.p = &other, other.m = &m2;
    if (name != nobody) victim.syscallg.store(&named, memory_order_relaxed);
    victim.runnext.store(&next, memory_order_relaxed);
  }
  // How many bytes of mine come before the ring, which a thief may write to.
  size_t fields() const {
    return reinterpret_cast<uintptr_t>(&mine.runq) - reinterpret_cast<uintptr_t>(&mine);
  }
  std::vector<char> bytes(const void* at, size_t size) const {
    std::vector<char> all(size);
    memcpy(all.data(), at, size);
    return all;
  }
};

struct Look {
  const char* scenario;
  uint32_t pstatus;
  Named name;
  uint32_t gstatus;
  bool between;  // nobody runs on victim just now
  int pauses;
  const char* rule;
};

inline constexpr const char* kInCall =
    "a goroutine in a system call is about to run nothing: no pause helps its P, and the one in "
    "runnext waits for nothing";
inline constexpr const char* kHeld =
    "a goroutine that somebody holds for a moment is in its call all the same: the scan bit is no "
    "part of the question";
inline constexpr const char* kRuns =
    "an owner that runs a goroutine is probably about to run the one in runnext: it still gets its "
    "pause";
inline constexpr const char* kBetween =
    "a P between two goroutines is in the scheduler, and about to run the one in runnext: it still "
    "gets its pause";
inline constexpr const char* kNull =
    "syscallg is null until a goroutine has been in a call with that P: nobody is in a call there";
inline constexpr const char* kOld =
    "syscallg is a name, and may be old: only a goroutine whose state says that it is in a call "
    "says anything against a pause";
inline constexpr const char* kNotRunning =
    "only a P that is Prunning has an owner who is about to run the one in runnext";

inline const Look looks[] = {
    {"its goroutine is in a call", Prunning, its, Gsyscall, false, 0, kInCall},
    {"nobody has been in a call with it, and its goroutine runs", Prunning, nobody, Gidle, false, 1,
     kNull},
    {"nobody has been in a call with it, and it is between two goroutines", Prunning, nobody, Gidle,
     true, 1, kNull},
    {"its goroutine has been in a call, and runs again", Prunning, its, Grunning, false, 1, kRuns},
    {"its goroutine is in a call, and somebody holds it", Prunning, its, Gscansyscall, false, 0,
     kHeld},
    {"its goroutine has been in a call, and is about to wait", Prunning, its, Gwaiting, false, 1,
     kRuns},
    {"its goroutine has been in a call, and is about to let others run", Prunning, its, Grunnable,
     false, 1, kRuns},
    {"it names a goroutine that waits, and runs another one", Prunning, old, Gwaiting, false, 1,
     kOld},
    {"it names a goroutine that waits, and is between two goroutines", Prunning, old, Gwaiting,
     true, 1, kBetween},
    {"it names a goroutine that is runnable, and runs another one", Prunning, old, Grunnable, false,
     1, kOld},
    {"it names a goroutine that is runnable, and is between two goroutines", Prunning, old,
     Grunnable, true, 1, kBetween},
    {"it names a goroutine that is dead, and runs another one", Prunning, old, Gdead, false, 1,
     kOld},
    {"it names a goroutine that is dead, and is between two goroutines", Prunning, old, Gdead, true,
     1, kBetween},
    {"it names a goroutine that runs elsewhere, and runs another one", Prunning, old, Grunning,
     false, 1, kOld},
    {"it is Pidle, and nobody has been in a call with it", Pidle, nobody, Gidle, true, 0,
     kNotRunning},
    {"it is Pidle, and names a goroutine that runs elsewhere", Pidle, old, Grunning, true, 0,
     kNotRunning},
    {"it is Pidle, and names a goroutine that waits", Pidle, old, Gwaiting, true, 0, kNotRunning},
    {"it is Pidle, and names a goroutine whose call it was taken out of", Pidle, old, Gsyscall,
     true, 0, kNotRunning},
};

inline std::string scenario(const Look& l) {
  return std::string("a thief comes for the one in runnext; victim is ") +
         (l.pstatus == Prunning ? "Prunning: " : "not running: ") + l.scenario;
}
