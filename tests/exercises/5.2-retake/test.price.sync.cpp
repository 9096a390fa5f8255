// Exercise 5.2: what a look costs that takes nothing, and the memory order of taking a P.
#include <price.hpp>
#include <sync_points.hpp>
#include <watched.hpp>

using namespace rt;

// p0 is looked at when nothing is to be taken; p1 is idle, so nobody needs p0 but who waits in its
// own queue.
static void look(const char* what, uint32_t status, bool over, bool old, bool waits) {
  exercise::judge(std::string(what) + ": what one look costs", [=] {
    exercise::Watched s(2);
    P* pp = allp[0];
    allp[1]->status.store(Pidle, memory_order_relaxed);
    s.idle(allp[1]);
    s.enter(pp);
    s.later(5'000'000);  // notes this call
    if (!old) nexttick(pp->syscalltick);
    if (!over) nexttick(pp->schedtick);
    pp->status.store(status, memory_order_relaxed);
    if (waits) runqput(pp, &s.others[0], false);
    sync::SyncPoints points;
    exercise::Price price(points);
    uint32_t n = s.later(6'000'000);
    price.nothing("a look that takes no P");
    exercise::equal("retake", 0u, n, "here nothing is to be taken");
  });
}

TEST_CASE("the price of a look") {
  look("p0 runs within its slice, p1 is idle", Prunning, false, false, false);
  look("p0 runs, its slice is over, and a goroutine waits in its queue", Prunning, true, true,
       true);
  look("p0 is idle and on its way to a thread, p1 is idle", Pidle, true, false, false);
  look("p0's call has just begun, and a goroutine waits in its queue", Psyscall, false, false,
       true);
  look("p0's call is new, its slice is over; nobody needs it, since p1 is idle", Psyscall, true,
       false, false);
  look("p0's call is old; nobody needs it, since p1 is idle", Psyscall, true, true, false);
}

TEST_CASE("the order") {
  exercise::judge("retake takes a P: the memory order of that", [] {
    exercise::Watched s(1);
    s.enter(allp[0]);
    s.later(20'000);
    sync::SyncPoints points;
    bool seen = false, good = false;
    points.before("p.status.cas", [&] { good = exercise::acquires(), seen = true; });
    s.later(20'000'000);
    exercise::expect(!seen || good || sync::fenced, "it acquires what the P's last owner has done",
                     "its memory order is too weak for that",
                     "you go on with the P's queue as its last owner has left it: "
                     "memory_order_acquire or acq_rel, to pair with reentersyscall's release");
  });
}
