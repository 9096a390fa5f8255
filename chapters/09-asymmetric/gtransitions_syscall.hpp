// The moves into a system call and back.
#pragma once
#include <gstates.hpp>

namespace rt {

constexpr GTransition gtransitions_syscall[] = {
    {Grunning, Gsyscall},  // reentersyscall
    {Gsyscall, Grunning},  // exitsyscall
};

}  // namespace rt
