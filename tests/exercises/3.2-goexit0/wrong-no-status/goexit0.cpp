// Leaves the goroutine running, as far as its status says.
#include <fatal.hpp>
#include <gstatus.hpp>
#include <proc.hpp>

namespace rt {

void goexit0(G* gp) {
  dropg();
  detachstack(gp);
  gfput(gp);
  schedule();
  fatal("goexit0: returned, and there is nothing to return to");
}

}  // namespace rt
