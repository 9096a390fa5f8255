// Exercise 4.5 ★★ (25 minutes, rebuild): one thread looks for work
//
// An M that has no goroutine and looks for one spins: its m.spinning is set, and sched.nmspinning
// says how many do. One that looks is enough: it finds what others make runnable, and when it has
// found something, it lets the next one look. Write the two functions that see to that.
//
// wakep(), called whenever a goroutine has become runnable, lets one more M look, or does
// nothing:
//   - nothing, if no P is idle (sched.npidle): nobody could run it. That is the usual case on a
//     busy machine, and costs one look, and no lock;
//   - nothing, if an M spins already;
//   - otherwise it counts the new one in sched.nmspinning, from 0 to 1, before that M runs. Many
//     goroutines call wakep at the same moment; one of them does this, and the others do nothing;
//   - and calls startm(nullptr, true), which lets an M take an idle P, with m.spinning set. It
//     needs the count to be right already, and takes it back if the idle P is gone meanwhile.
// resetspinning(), called by an M that spins (getg()->m) and has found a goroutine:
//   - it does not spin any more: m.spinning is false, and sched.nmspinning one less. Other Ms do
//     the same at the same moment. fatal("findrunnable: negative nmspinning") if it was not
//     counted;
//   - then wakep: those who made goroutines runnable while it spun saw it, and woke nobody.
// All of these on the counts are memory_order_seq_cst: whoever stops spinning, and whoever makes
// something runnable, both write first and read after.
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
