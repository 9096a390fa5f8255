// The moves that a goroutine may make between its states.
#pragma once
#include <gstatus.hpp>

namespace rt {

struct GTransition {
  GStatus from, to;
};

constexpr GTransition gtransitions[] = {
    {Gidle, Grunnable},      // newproc, a G that is new
    {Gdead, Grunnable},      // newproc, a G that is used again
    {Grunnable, Grunning},   // execute
    {Grunning, Grunnable},   // gosched
    {Grunning, Gwaiting},    // gopark
    {Gwaiting, Grunnable},   // goready
    {Grunning, Gdead},       // goexit0
    {Grunning, Gsyscall},    // reentersyscall
    {Gsyscall, Grunning},    // exitsyscall, the fast path
    {Gsyscall, Grunnable},   // exitsyscall0, the slow path
};

}  // namespace rt
