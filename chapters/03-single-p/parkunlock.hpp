// How nearly every goroutine parks: in a WaitQ, holding its lock.
#pragma once
#include <proc.hpp>
#include <waitq.hpp>

namespace rt {

// An unlockf for gopark. Go 1.21: runtime/proc.go, parkunlock_c
inline bool parkunlock(G*, void* lock) {
  static_cast<WaitLock*>(lock)->unlock();
  return true;
}

// Puts the current goroutine to sleep, and then unlocks. Go 1.21: runtime/proc.go, goparkunlock
inline void goparkunlock(WaitLock* lock, WaitReason reason) { gopark(parkunlock, lock, reason); }

}  // namespace rt
