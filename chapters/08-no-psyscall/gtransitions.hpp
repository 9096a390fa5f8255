// All the moves that a goroutine may make between its states.
#pragma once
#include <gtransitions_sched.hpp>
#include <gtransitions_syscall.hpp>
#include <span>

namespace rt {

constexpr std::span<const GTransition> gtransitions[] = {gtransitions_sched, gtransitions_syscall};

}  // namespace rt
