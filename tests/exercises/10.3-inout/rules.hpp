// For 10.3: which rule an answer breaks.
#pragma once

namespace exercise {

constexpr const char* kNames =
    "g.callp, m.oldp and p.syscallg name the P that the thread has when g.call is stored. A signal "
    "that finds the goroutine Grunning may have brought it back on another P: so first Gsyscall, "
    "and then the look at m.p";
constexpr const char* kFence =
    "the compiler, too, must leave the state before the look at m.p: lightfence() stands between "
    "the two";
constexpr const char* kOut =
    "on the way back the goroutine is Grunning only when the look at g.wanted has shown that its P "
    "is there: else a signal finds it running, and reads m.p while somebody takes the P";
constexpr const char* kBalance =
    "whoever raises mlocks() lowers it again: else the goroutine is never preempted any more";

constexpr const char* kMask =
    "every system call pays for these two functions: to block a signal, and to let it come again, "
    "would be two more of them";

}  // namespace exercise
