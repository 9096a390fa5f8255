// Exercise 2.4 ★★ (25 minutes, extend): systemstack, a visit to g0
//
// A goroutine's stack is small. Now and then a goroutine has to call a function that needs more:
// one of libc's, a sort, a lock that must be given back before anybody else runs. mcall alone is no
// help: its fn never comes back. Write systemstack(fn), which runs fn on the stack of this thread's
// g0, on behalf of the goroutine, and then returns to it:
//   - fn runs once, on g0's stack, with g0 as the current G. When it has returned, systemstack
//     returns, on the goroutine's own stack, with the goroutine as the current G: the one that has
//     called, whatever other goroutines there are;
//   - fn is any function object: what it has captured, it may read and write. It is fn itself that
//     runs, and no copy of it, which would keep to itself what fn changes in it. The caller waits,
//     so fn lives long enough;
//   - on g0 already (fn may call systemstack itself), there is nothing to switch: fn is called, and
//     that is all;
//   - gp->m, gp->stack, gp->fn, m->curg (which is of no use yet), and g0->sched stay as they
//     are.
// You have mcall and gogo (switch.hpp). No exception leaves fn. One thread runs goroutines here, as
// everywhere in chapter 2, and fn parks nobody.
// Why it matters: much of Go's runtime runs like this: whatever must not be preempted, or needs
// more stack than a goroutine can be sure to have.
// Done: make exercise-2.4 says so. Stuck: make hint-2.4
#include <functional>

#include <not_done.hpp>
#include <switch.hpp>

namespace rt {

void systemstack(const std::function<void()>& fn) {
  (void)fn;
  not_done("2.4");
}

}  // namespace rt
