// G: a goroutine. It grows by a part whenever a chapter needs more of it.
#pragma once
#include <g_context.hpp>

namespace rt {

struct G : GContext {};

}  // namespace rt
