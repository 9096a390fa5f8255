// G: a goroutine.
#pragma once
#include <g_context.hpp>
#include <g_lock.hpp>
#include <g_sched.hpp>
#include <g_syscall.hpp>

namespace rt {

struct G : GContext, GSched, GLock, GAll, GSyscall {};

}  // namespace rt
