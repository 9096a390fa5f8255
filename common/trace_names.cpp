#include <trace_read.hpp>

namespace rt {

const EvName evnames[] = {
    {"GoCreate", "newproc", "newproc.cpp"},
    {"GoStart", "execute", "execute.cpp"},
    {"GoEnd", "goexit0", "goexit0.cpp"},
    {"GoSched", "gosched", "gosched.cpp"},
    {"GoBlock", "park_m", "gopark.cpp"},
    {"GoUnblock", "goready", "goready.cpp"},
    {"GoSysCall", "reentersyscall", "entersyscall.cpp"},
    {"GoSysBlock", "retake",
     "retake.cpp"},  // or entersyscallblock, if it is not sysmon that wrote it
    {"GoSysExit", "exitsyscall", "exitsyscall.cpp"},
    {"ProcStart", "acquirep", "acquirep.cpp"},
    {"ProcStop", "releasep", "acquirep.cpp"},
    {"ProcSteal", "retake", "retake.cpp"},
    {"Handoff", "handoffp", "handoffp.cpp"},
    {"ThreadStart", "newm", "newm.cpp"},
    {"ThreadWake", "startm", "startm.cpp"},
    {"ThreadStop", "stopm", "stopm.cpp"},
    {"Steal", "runqsteal", "runqsteal.cpp"},
};

}  // namespace rt
