// Exercise 5.2, the moments that count: when retake is about to take a P, and to hand it on.
#include <hand.hpp>
#include <sync_points.hpp>
#include <watched.hpp>

using namespace rt;

TEST_CASE("the M is faster") {
  exercise::judge("the M in the call takes its P back just before retake's compare-and-swap", [] {
    exercise::Watched s(1);
    P* pp = allp[0];
    M back{};
    s.enter(pp);
    s.later(20'000);
    uint32_t tick = pp->syscalltick.load(memory_order_relaxed);
    sync::SyncPoints points;
    bool came = false;
    points.before("p.status.cas", [&] {
      came = true;
      pp->status.store(Prunning, memory_order_relaxed);
      pp->m = &back, back.p = pp;
    });
    uint32_t n = s.later(20'000'000);
    if (!came) return;
    exercise::expect(
        pp->m == &back && pp->status.load(memory_order_relaxed) == Prunning,
        "the M has it, and runs", std::string("it is ") + exercise::statusname(pp),
        "one try decides, by one step. Mind `expected`: a compare-and-swap that fails writes into "
        "it what it has found, and a second try compares with that");
    exercise::equal("retake", 0u, n, "a P that the M has taken back is not taken: do not count it");
    exercise::equal("p.syscalltick", tick, pp->syscalltick.load(memory_order_relaxed),
                    "what is not ours we do not touch: the P is the M's again");
    exercise::equal("sched.handoffs", uint64_t{0}, sched.handoffs.load(memory_order_relaxed),
                    "only a P that we own is handed off");
    exercise::equal("sched.retakes", uint64_t{0}, sched.retakes.load(memory_order_relaxed),
                    "only a P that was taken is recorded");
    exercise::equal(
        "sched.nmidlelocked", 0, sched.nmidlelocked,
        "what incidlelocked(-1) has taken away, incidlelocked(1) gives back, in any case");
  });
}

TEST_CASE("the M is faster, and there is another P") {
  exercise::judge("p0's M takes it back just before the compare-and-swap; p1's call lasts", [] {
    exercise::Watched s(2);
    M back{};
    for (int i = 0; i < 2; i++) s.enter(allp[i]);
    s.later(20'000);
    sync::SyncPoints points;
    bool came = false;
    points.before("p.status.cas", [&] {
      came = true;
      allp[0]->status.store(Prunning, memory_order_relaxed);
      allp[0]->m = &back, back.p = allp[0];
    });
    s.later(20'000'000);
    if (!came) return;
    exercise::expect(allp[1]->status.load(memory_order_relaxed) != Psyscall, "p1 is taken",
                     "it is still in Psyscall",
                     "a P that its M has taken back is only one of them: the look goes on");
  });
}

TEST_CASE("the tick") {
  exercise::judge("retake takes a P, and calls handoffp", [] {
    exercise::Watched s(1);
    P* pp = allp[0];
    s.enter(pp);
    s.later(20'000);
    uint32_t before = pp->syscalltick.load(memory_order_relaxed), then = before + 1;
    sync::SyncPoints points;
    int unlocks = points.hits("sched.lock.exchange");
    for (const char* op : {"p.status.cas", "p.status.exchange"}) {
      points.before(op, [&, unlocks] {
        bool moved = sched.nmidlelocked != 0, was = points.hits("sched.lock.exchange") > unlocks;
        exercise::expect(!moved || was || exercise::locked(),
                         "sched.lock was held when nmidlelocked moved", "it was not",
                         "nmidlelocked is protected by sched.lock: incidlelocked takes it");
      });
    }
    points.before("sched.handoffs.add", [&] { then = pp->syscalltick.load(memory_order_relaxed); });
    s.later(20'000'000);
    exercise::equal("p.syscalltick when handoffp begins", before + 1, then,
                    "the tick moves on before the hand-off: after it the P, and its tick, are "
                    "another's");
  });
}
