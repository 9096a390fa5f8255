#include <switch.hpp>

namespace rt {

// There is no scheduler yet that could pick another goroutine. Chapter 3 has one.
void goexit0(G* gp) {
  G* g0 = gp->m->g0;
  stackfree(gp->stack);
  gp->stack = {};
  fiber_destroy(gp->fiber);
  gogo(g0);
}

}  // namespace rt
