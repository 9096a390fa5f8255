// Exercise 6.2 ★★ (20 minutes, rebuild): take an idle P, and do not let sysmon sleep over it
//
// A goroutine is back from the kernel, and its old P is gone. Perhaps another one is idle.
// exitsyscallfast_pidle takes it:
//   - an idle P comes off the list (pidleget; sched.lock protects the list) and becomes this
//     thread's (acquirep), and the answer is true. If none is idle, nothing changes, and it is
//     false;
//   - while every P was idle there was nothing to watch over, and sysmon may have gone to its deep
//     sleep, for up to a minute. Now a P is busy, so sysmon must be awake: wakesysmon_locked()
//     wakes it for a thread that holds sched.lock, wakesysmon() for one that does not. sysmon
//     decides under sched.lock to sleep, if it sees there that all Ps are idle. So what you saw
//     before you had the lock, or before you had the P, may no longer be true. And others, startm
//     for one, take idle Ps and do not wake it: how many are idle says nothing about sysmon;
//   - the lock is held for the list and for sysmon, and for nothing else. acquirep checks the P,
//     and ends the program if something is wrong with it. That must not happen with the scheduler's
//     lock held: Go has hung in this way (Go issue #59758).
// Why it matters: nobody notices a sysmon that sleeps. The next goroutine that enters a system call
// wakes it (entersyscall.cpp, [3]); one that only computes enters none, and for as long as it does
// nobody looks at its P. In Go, sysmon is what would stop it so that others can run.
// Done: make exercise-6.2 says so. Stuck: make hint-6.2
#include <exitsyscallfast.hpp>
#include <not_done.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() { not_done("6.2"); }

}  // namespace rt
