// The moves into a system call and back.
#pragma once
#include <gstatus.hpp>

namespace rt {

constexpr GTransition gtransitions_syscall[] = {
    {Grunning, Gsyscall},  // reentersyscall
    {Gsyscall, Grunning},  // exitsyscall
};

}  // namespace rt
