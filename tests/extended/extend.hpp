// On top of the chapter, in one of its test programs: the moments in which a goroutine runs without
// a P are so long that whoever forgets them is found out.
#pragma once
#include <m.hpp>
#include <switch.hpp>
#include <yield.hpp>

namespace rt {

inline void extendGrunningNoP() {
  if (!getg()->m->p) usleep(10);
}

}  // namespace rt
