// Under the explorer all threads are one, and so is their thread-local word. So the long way.
#pragma once
#include <m.hpp>
#include <switch.hpp>

namespace rt {

inline P* thisp() { return getg()->m->p; }
inline void setthisp(P*) {}

}  // namespace rt
