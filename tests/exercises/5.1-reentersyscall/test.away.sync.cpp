// Exercise 5.1: the P from the moment on in which it is in Psyscall. Another thread may have it.
#include <bench.hpp>
#include <entersyscall.hpp>
#include <given_away.hpp>
#include <sync_points.hpp>

using namespace rt;
using namespace exercise;

static Alone<P> pp;

// From the next change of its status on. (releasep makes it Pidle first. Then it counts from the
// change after that.)
static void away(sync::SyncPoints& points, const char* change) {
  points.before(change, [&points, change] {
    auto status = reinterpret_cast<uintptr_t>(&pp.status);
    forbid(pp.lo(), pp.lo() + sizeof pp, "the P after it is in Psyscall",
           "from that moment on another thread may own the P: all that you want to know of it, or "
           "to write into it, comes before",
           status, status + sizeof pp.status, 1);
    away(points, change);
  });
}

TEST_CASE("the P is others'") {
  judge("goroutine 1 enters the kernel, and its P is on a page of its own", [] {
    Bench b(1);
    allp[0] = &pp;
    b.runs(&pp);
    sync::SyncPoints points;
    for (const char* change : {"p.status.store", "p.status.exchange", "p.status.cas"})
      away(points, change);
    reentersyscall(reinterpret_cast<uintptr_t>(&judge), b.g.stack.hi - 4096);
    pp.take_back();
  });
}
