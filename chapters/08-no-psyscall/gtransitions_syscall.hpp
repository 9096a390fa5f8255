// The move into a system call. The one back is not the owner's alone: gscan.hpp.
#pragma once
#include <gstates.hpp>

namespace rt {

constexpr GTransition gtransitions_syscall[] = {
    {Grunning, Gsyscall},  // reentersyscall
};

}  // namespace rt
