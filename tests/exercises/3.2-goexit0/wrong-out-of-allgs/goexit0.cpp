// Takes the finished G out of the list of all, and whoever walks that list meanwhile is lost in it.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>
#include <runq.hpp>
#include <sched.hpp>

namespace rt {

void goexit0(G* gp) {
  casgstatus(gp, Grunning, Gdead);
  dropg();
  detachstack(gp);
  for (G** at = &sched.allgs; *at; at = &(*at)->alllink) {
    if (*at == gp) {
      *at = gp->alllink;
      break;
    }
  }
  gfput(gp);
  schedule();
  fatal("goexit0: returned, and there is nothing to return to");  // leave this line at the end
}

}  // namespace rt
