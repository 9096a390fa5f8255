#include <trace_read.hpp>

namespace rt {

const EvName evnames[] = {
    {"GoCreate", "newproc", "newproc.cpp"},
    {"GoStart", "execute", "execute.hpp"},
    {"GoEnd", "goexit0", "goexit0.cpp"},
    {"GoSched", "gosched_m", "gosched.cpp"},
    {"GoPreempt", "gopreempt", "gopreempt.cpp"},
    {"GoBlock", "park_m", "gopark.cpp"},
    {"GoUnblock", "goready", "goready.cpp"},
    {"GoSysCall", "reentersyscall", "entersyscall.cpp"},
    {"GoSysBlock", "retake", "retake.cpp"},
    {"GoSysExit", "exitsyscall", "exitsyscall.cpp"},
    {"ProcStart", "acquirep", "acquirep.cpp"},
    {"ProcStop", "releasep", "acquirep.cpp"},
    {"SysmonLook", "leave", "retake.cpp"},
    {"ProcSteal", "retake", "retake.cpp"},
    {"Handoff", "handoffp", "handoffp.cpp"},
    {"ThreadStart", "newm", "newm.cpp"},
    {"ThreadWake", "startm", "startm.cpp"},
    {"ThreadStop", "stopm", "stopm.cpp"},
    {"Steal", "runqsteal", "runqsteal.cpp"},
};

// Some are written in more than one place. The writer, or the argument, tells which.
EvName evname(const Entry& e) {
  EvName name = evnames[static_cast<int>(e.ev)];
  if (e.ev == Ev::GoSysBlock && e.m >= 0)
    return {name.name, "entersyscallblock", "entersyscallblock.cpp"};
  if (e.ev == Ev::GoSysExit && e.arg == 3) return {name.name, "exitsyscall0", "exitsyscall0.cpp"};
  if (e.ev == Ev::GoSysExit && e.arg > 0)
    return {name.name, "exitsyscallfast", "exitsyscallfast.cpp"};
  return name;
}

}  // namespace rt
