// The move of a goroutine that came back from the kernel and found no P.
#pragma once
#include <gstates.hpp>

namespace rt {

constexpr GTransition gtransitions_slow[] = {
    {Gsyscall, Grunnable},  // exitsyscall0
};

}  // namespace rt
