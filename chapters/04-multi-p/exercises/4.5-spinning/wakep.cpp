// Exercise 4.5 ★★ (25 minutes, rebuild): one thread looks for work
//
// An M that has no goroutine and looks for one spins: its m.spinning is set, and sched.nmspinning
// says how many do. One that looks is enough: it finds what others make runnable, and when it has
// found something, it lets the next one look. Write the two functions that see to that.
//
// wakep() is called whenever a goroutine has become runnable; resetspinning() by an M that spins
// (getg()->m) and has found a goroutine: it stops spinning, and whoever made something runnable
// while it spun relied on it, and woke nobody. What must hold, whoever else calls them at the same
// moment:
//   - no goroutine is left waiting: when all have come to rest, and one is runnable while a P is
//     idle, an M spins;
//   - an M that spins is counted in sched.nmspinning, once, before it runs; one that does not is
//     not counted. Others begin to spin at any moment, several at once, and count themselves
//     (findRunnable). Where the count would go below zero:
//     fatal("findrunnable: negative nmspinning");
//   - wakep lets at most one more M look, and none while one spins already. It starts that M with
//     startm(nullptr, true), which takes an idle P, and an M that sleeps or a new one. startm needs
//     the count to be right already, and takes it back if the idle P is gone meanwhile;
//   - nearly always no P is idle (sched.npidle), or an M spins. Then wakep takes no lock, changes
//     nothing, and costs a look or two.
// All operations on the two counts are memory_order_seq_cst: whoever stops spinning, and whoever
// makes something runnable, both write first and read after.
// Why it matters: too few that look, and a goroutine waits while a P is idle. Too many, and they
// keep the CPUs busy with finding nothing.
// Done: make exercise-4.5 says so. Stuck: make hint-4.5
#include <fatal.hpp>
#include <not_done.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

namespace rt {

void wakep() { not_done("4.5"); }

void resetspinning() { not_done("4.5"); }

}  // namespace rt
