// Exercise 3.2 ★★ (15 minutes, rebuild): the end of a goroutine
//
// The function of goroutine gp has returned, and goexit has come here by mcall: we stand on g0, and
// gp will never run again. Write goexit0. Before anybody may use the G again, in the order that you
// like:
//   [1] gp is dead: casgstatus, from Grunning to Gdead
//   [2] gp is on no thread: dropg()
//   [3] gp has no stack: detachstack(gp) gives it back. Another goroutine will have it
// and only then
//   [4] gp goes on the free list: gfput(gp). From here on the next `go` may take it: touch it no
//       more
//   [5] this thread goes on with the next goroutine, schedule(), which does not return
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
