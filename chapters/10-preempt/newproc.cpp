#include <acquirem.hpp>
#include <exception>
#include <fatal.hpp>
#include <newproc.hpp>
#include <runq.hpp>
#include <trace_g.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, newproc and newproc1
void newproc(G* gp, void (*fn)(G*)) {
  Unpreempted p;
  gp->goid = newgoid();  // before a traceback lists it
  gp->fn = fn;
  casgstatus(gp, GStatus(gp->atomicstatus.load(memory_order_relaxed)),
             Grunnable);  // from idle or dead
  trace(Ev::GoCreate, gp);
  runsoon(gp);
}

void goroutine_panic() {
  try {
    throw;
  } catch (const std::exception& e) {
    panic("%s", e.what());
  } catch (...) {
    panic("an exception that is not a std::exception");
  }
}

}  // namespace rt
