// Exercise 3.2 ★★ (15 minutes, rebuild): the end of a goroutine
//
// The function of goroutine gp has returned, and goexit has come here by mcall: we stand on g0, and
// gp will never run again. Write goexit0, which leaves gp's G and gp's stack to the next goroutine,
// and goes on with the next round. What must hold:
//   - a G that stands on the free list (gfput) belongs to the next `go`, on whatever thread: it is
//     Gdead, on no thread, and has no stack. From there on touch it no more;
//   - its stack is given back, once: another goroutine will have it;
//   - a G never leaves the list of all, allgs: its alllink stays as it is.
// You have casgstatus, which alone changes a goroutine's state and checks the move; dropg() (which
// takes the current goroutine off this thread), detachstack(gp) (which gives its stack back),
// gfput(gp) and schedule(), which does not return.
// Why it matters: goroutines are cheap because a finished one leaves its G and its stack to the
// next. What it leaves in a bad state is found much later, by a goroutine that did nothing wrong.
// Done: make exercise-3.2 says so. Stuck: make hint-3.2
#include <fatal.hpp>
#include <gstatus.hpp>
#include <not_done.hpp>
#include <proc.hpp>

namespace rt {

void goexit0(G* gp) {
  (void)gp;
  not_done("3.2");
  fatal("goexit0: returned, and there is nothing to return to");  // leave this line at the end
}

}  // namespace rt
