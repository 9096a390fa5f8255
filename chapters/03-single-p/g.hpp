// G: a goroutine.
#pragma once
#include <g_context.hpp>
#include <g_sched.hpp>

namespace rt {

struct G : GContext, GSched, GAll {};

}  // namespace rt
