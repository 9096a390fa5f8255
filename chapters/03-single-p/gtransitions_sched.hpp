// The moves between a goroutine's states that the scheduler makes.
#pragma once
#include <gstates.hpp>

namespace rt {

constexpr GTransition gtransitions_sched[] = {
    {Gidle, Grunnable},     // newproc, a G that is new
    {Gdead, Grunnable},     // newproc, a G that is used again
    {Grunnable, Grunning},  // execute
    {Grunning, Grunnable},  // gosched
    {Grunning, Gwaiting},   // gopark
    {Gwaiting, Grunnable},  // goready
    {Grunning, Gdead},      // goexit0
};

}  // namespace rt
