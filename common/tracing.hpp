// Is there a record of what the scheduler does? Not in an ordinary program: here the answer is a
// constant, and what would write a record is gone when the compiler has read it. `make trace-N` puts
// common/traced on top, where it is a variable.
#pragma once

namespace rt {

struct Tracing {
  constexpr operator bool() const { return false; }
  constexpr bool operator=(bool) const { return false; }  // whatever is wanted, there is none
};
inline constexpr Tracing tracing;

}  // namespace rt
