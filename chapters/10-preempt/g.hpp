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

// What every goroutine needs comes first, in three cache lines. The fourth begins with alllink,
// which is hardly ever read; the rest of it is for system calls.
// (The flags fit into the padding at the ends of GSched and GCall.)
struct G : GContext, GSched, GPreempt, GLock, GAll, GSyscall, GCall, GForesee {};

// Four cache lines, not five: with 300,000 goroutines, every access goes to memory.
static_assert(sanitized || sizeof(G) == 256);
static_assert(sanitized || sizeof(GContext) + sizeof(GSched) + sizeof(GLock) == 192);

}  // namespace rt
