// What the tests of exercise 3.4 share: one try, during which nobody else may run.
#pragma once
#include <chan.hpp>
#include <exercise.hpp>
#include <given_away.hpp>
#include <observe.hpp>
#include <run.hpp>
#include <vector>

using namespace rt;
using namespace exercise;

inline const char* sleeps = "a try never waits: what can't be done at once is not done";
inline const char* kUnlock = "what is locked is unlocked again, on every way out";

// Who is woken may run at once, on another thread, and has its Sudog and its value on its stack.
inline std::vector<uintptr_t> stacks;
inline void woken(G* gp) {
  equal("locks held when somebody is woken", 0, at.locks,
        "wake with the lock open: who is woken may run at once, and use the channel");
  stacks.push_back(gp->stack.lo);
  forbid(gp->stack.lo, gp->stack.hi, "the stack of the one that was woken",
         "the Sudog and the value that it points to are on the stack of the one that waits: hand "
         "over all there is before goready, and touch neither after");
}

// One try. Somebody else runs only if it sleeps.
inline bool inside;
template <class F>
inline bool attempt(F f) {
  inside = true;
  bool opened = false;
  auto another = std::exchange(at.unlocked, nullptr);
  go([] { expect(!inside, "it returns at once", "it sleeps, and others run", sleeps); });
  at.queued = woken;
  at.unlocked = [&](void* lock) {
    opened = true;
    if (another && getg()->goid != 0) another(lock);  // on g0: it falls asleep
  };
  bool done = f();
  inside = false;
  at.unlocked = nullptr;
  at.queued = nullptr;
  for (uintptr_t lo : std::exchange(stacks, {})) allow(lo);
  equal("locks held afterwards", 0, at.locks, kUnlock);
  expect(opened, "the channel is looked at under its lock", "the lock is not used",
         "a channel is shared by many threads: look at it under the lock alone");
  return done;
}
inline bool trysend(Chan<int>& c, int value) {
  return attempt([&] { return c.try_send(std::move(value)); });
}
inline bool tryrecv(Chan<int>& c, std::optional<int>& slot) {
  return attempt([&] { return c.try_recv(slot); });
}

// The next value, which must be there.
inline void gets(Chan<int>& c, int want, const char* rule) {
  std::optional<int> slot;
  bool got = tryrecv(c, slot);
  expect(got && slot == want, "try_recv gets " + show(want),
         !got   ? "it returns false"
         : slot ? "it gets " + show(*slot)
                : "it gets nothing",
         rule);
}
inline void empty(Chan<int>& c, const char* rule) {
  std::optional<int> slot = 77;
  expect(!tryrecv(c, slot), "try_recv returns false",
         slot ? "it returns true, with " + show(*slot) : "it returns true, with nothing", rule);
  expect(slot == 77, "slot is as it was", "it is changed",
         "a try that returns false has changed nothing");
}
