// M: a thread of the operating system.
#pragma once
#include <m_context.hpp>
#include <m_lock.hpp>
#include <m_park.hpp>
#include <m_preempt.hpp>
#include <m_sched.hpp>
#include <m_syscall.hpp>

namespace rt {

struct M : MContext, MPark, MSched, MSyscall, MLock, MPreempt {};

}  // namespace rt
