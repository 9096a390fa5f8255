// P: what a thread must own to run goroutines.
#pragma once
#include <allp.hpp>
#include <p_core.hpp>
#include <p_exit.hpp>
#include <p_free.hpp>
#include <p_incall.hpp>
#include <p_runq.hpp>
#include <p_syscall.hpp>
#include <p_watch.hpp>

namespace rt {

// The arrays come last: what a system call touches lies together.
struct P : PCore, PSyscall, PInCall, PExit, PWatch, PRunq, PFree {};

}  // namespace rt
