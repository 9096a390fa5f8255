// Is there a record of what the scheduler does? Not in an ordinary program: here the answer is a
// constant, so the compiler drops everything that would write one. `make trace-N` puts
// common/traced on top, where it is a variable.
#pragma once

namespace rt {

struct Tracing {
  constexpr operator bool() const { return false; }
  constexpr bool operator=(bool) const { return false; }  // even when asked for one, it keeps none
};
inline constexpr Tracing tracing;

}  // namespace rt
