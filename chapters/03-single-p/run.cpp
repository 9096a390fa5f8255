#include <fatal.hpp>
#include <overflow.hpp>
#include <signals.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <trace.hpp>
#include <traceback.hpp>

namespace rt {

static void (*starting)();

void run_from_g0(void (*start)()) {
  if (getg()) fatal("rt::run: called by a goroutine; use rt::go");
  fatal_details = tracebackothers;
  trace_reason = [](uint32_t why) { return waitreasons[why]; };
  starting = start;
  sched.goidgen = 0;
  M m0 = {};
  G g0 = {};
  initsig();
  minit();
  mstart(&m0, &g0, [] {
    starting();
    schedule();
  });
  unminit();
  resetsig();
  stacksrelease();
}

}  // namespace rt
