// Exercise 6.2, with any number of Ps, any of which are idle. startm, for one, wakes nobody when it
// takes a P: sysmon may sleep though some Ps are busy.
#include <counts.hpp>
#include <hand.hpp>

#include <exitsyscallfast.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static void way(int n, int idle, bool asleep, int spinning = 0) {
  judge(show(idle) + " of " + show(n) + " Ps " + (idle == 1 ? "is" : "are") + " idle, and sysmon " +
            (asleep ? "is in its deep sleep" : "is awake") +
            (spinning ? "; " + show(spinning) + " M spins" : ""),
        [=] {
          byhand(n);
          static G g;
          M* m = newthread(1);
          runs(m, &g, Gsyscall), setg(&g);
          for (int i = n - idle; i < n; i++) pidleput(allp[i]);
          sched.sysmonwait.store(asleep, memory_order_relaxed);
          sched.nmspinning.store(spinning, memory_order_relaxed);
          Counts before;
          bool got = exitsyscallfast_pidle(), woken = iswoken(sched.sysmonnote);
          expect(got == (idle > 0), show(idle > 0), show(got), "true: this thread has a P");
          expect(!m->p == !got && (!got || (m->p->m == m && status(m->p) == Prunning)),
                 got ? "m.p is an idle P, Prunning now" : "m.p = null", "m.p = " + show(m->p),
                 "a P is taken when it is this thread's: acquirep");
          expect(woken || !got || !asleep, "sysmon is woken", "it sleeps on, for up to a minute",
                 "whoever took a P before need not have woken sysmon: that it sleeps is said by "
                 "sched.sysmonwait, not by how many Ps are idle");
          expect(!woken || (got && asleep), "sysmon is left alone", "it is woken",
                 "wake sysmon for a P that you got, if it sleeps");
          bool sleeps = sched.sysmonwait.load(memory_order_relaxed);
          expect(sleeps == (asleep && !got), "sched.sysmonwait = " + show(asleep && !got),
                 "sched.sysmonwait = " + show(sleeps),
                 "whoever wakes sysmon says so, by clearing sysmonwait; nobody else touches it");
          if (got) before.moves("sched.npidle", -1);
          before.rest(
              "this is one P from one hand into another: no call has ended yet "
              "(exitsyscall counts that), no time slice has begun");
        });
}

TEST_CASE("all ways") {
  for (int n = 1; n <= 5; n++)
    for (int idle = 0; idle <= n; idle++)
      for (bool asleep : {true, false}) way(n, idle, asleep);
}

// startm has taken a P for it, and has woken nobody.
TEST_CASE("an M spins") { way(2, 1, true, 1); }
