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

// The flags stand where GSched and GCall have room left at their ends.
struct G : GContext, GSched, GPreempt, GSyscall, GCall, GForesee, GLock {};

// Four lines of a cache, and no fifth: of 300,000 goroutines each access is one to memory.
static_assert(sanitized || sizeof(G) == 256);

}  // namespace rt
