// M: a thread of the operating system ("machine").
#pragma once
#include <m_context.hpp>

namespace rt {

struct M : MContext {};

}  // namespace rt
