// G: a goroutine.
#pragma once
#include <g_call.hpp>
#include <g_context.hpp>
#include <g_foresee.hpp>
#include <g_lock.hpp>
#include <g_preempt.hpp>
#include <g_sched.hpp>
#include <g_syscall.hpp>

namespace rt {

struct G : GContext, GSched, GSyscall, GCall, GLock, GPreempt, GForesee {};

}  // namespace rt
