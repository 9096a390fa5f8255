// Exercise 5.2: an attempt to take a P that fails leaves nothing behind.
#include <price.hpp>
#include <sync_points.hpp>
#include <watched.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("the M is faster, and goes into its next call") {
  judge(
      "the slice is over; the M in the call takes its P back just before retake's "
      "compare-and-swap, and is in its next call 20 µs later",
      [] {
        Watched s(1);
        P* pp = allp[0];
        M back{};
        runqput(pp, &s.others[0], false);
        for (int i = 0; i < 11; i++) s.later(1 * ms);
        s.enter(pp);
        sync::SyncPoints points;
        bool came = false;
        points.before("p.status.cas", [&] {
          came = true;
          pp->status.store(Prunning, memory_order_relaxed);
          pp->m = &back, back.p = pp;
        });
        s.later(20 * us);
        if (!came) return;
        pp->m = nullptr;
        s.enter(pp);
        s.later(20 * us);
        s.goes(pp, "at the next look, with the slice over",
               "a slice ends when another one begins, and not because somebody has tried to take "
               "the P");
      });
}
