// The caller's P.
#pragma once
#include <m.hpp>
#include <switch.hpp>

namespace rt {

inline P* thisp() { return getg()->m->p; }

}  // namespace rt
