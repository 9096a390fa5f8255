// Exercise 6.2 ★★ (20 minutes, rebuild): take an idle P, and do not let sysmon sleep over it
//
// A goroutine is back from the kernel, and its old P is gone. Perhaps another one is idle. Write
// exitsyscallfast_pidle:
//   - take an idle P off the list (pidleget; the list is protected by sched.lock), make it this
//     thread's (acquirep), and return true;
//   - if none is idle, change nothing, and return false;
//   - with every P idle there was nothing to watch over, and sysmon may have gone to its deep
//     sleep, for up to a minute. Now a P is busy again, so sysmon has to be woken if it sleeps like
//     that. wakesysmon_locked() does it for who holds sched.lock, and wakesysmon() for who does
//     not. sysmon decides to sleep under sched.lock, where it sees that all Ps are idle: what you
//     found out before you had the lock, or before you had the P, may no longer be true;
//   - hold the lock for the list and for sysmon, not for more. acquirep checks the P, and ends the
//     program if something is wrong with it. That must not happen with the scheduler's lock held:
//     Go has hung in this way (Go issue #59758).
// Why it matters: nobody notices a sysmon that sleeps. The next goroutine that enters a system call
// wakes it (entersyscall.cpp, [3]); one that only computes enters none, and for as long as it does
// nobody looks at its P. In Go sysmon is the one who would stop it for the others' sake.
// Done: make exercise-6.2 says so. Stuck: make hint-6.2
#include <exitsyscallfast.hpp>
#include <not_done.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

bool exitsyscallfast_pidle() { not_done("6.2"); }

}  // namespace rt
