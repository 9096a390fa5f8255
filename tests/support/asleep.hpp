// For tests by hand, in which there is one thread: what if it falls asleep?
#pragma once
#include <sched.hpp>

#include "exercise.hpp"

#if __has_include(<watch.hpp>)  // not under ThreadSanitizer: there nothing is watched
#include <watch.hpp>
#endif

namespace exercise {

// The one thread falls asleep. If that is in sched.lock, it waits for itself; else it has slept
// before, or has cleared the wake-up that was there for it, and may_sleep says why it must not.
inline const char* may_sleep =
    "a thread sleeps once, until it is woken with a P; a wake-up may come before that sleep, and "
    "must not get lost";

[[maybe_unused]] inline void nobody_wakes(const std::atomic<uint32_t>* address) {
  const void* word = address;
  if (word == &rt::sched.lock)
    expect(false, "nobody waits for sched.lock: there is no other thread",
           "the thread that holds sched.lock takes it again, and waits for itself for ever",
           "whoever holds sched.lock calls nothing that takes it, as stopm, handoffp and "
           "wakesysmon do: unlock first, or call what ends in _locked");
  expect(false, "the thread goes on", "it sleeps, and nobody is there to wake it", may_sleep);
}

// From here on there is one thread.
inline void alone() {
#if __has_include(<watch.hpp>)
  rt::sync::sleep_hook = nobody_wakes;
#endif
}

}  // namespace exercise
