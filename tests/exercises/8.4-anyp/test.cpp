// Exercise 8.4, by hand: every state of up to four Ps.
#include "comesback.hpp"

// All states of up to four Ps, and each of them oldp, or none.
TEST_CASE("all of them") {
  for (int n = 1; n <= 4; n++) {
    judge("a thread comes back, and each P is in any state, of " + show(n) +
              "; any of them is oldp, or none is",
          [=] {
            int most = n < 4 ? States : 4, all = 1;  // of four: in a call, runs, held, fresh
            for (int i = 0; i < n; i++) all *= most;
            for (int which = 0; which < all; which++) {
              std::vector<State> states;
              for (int i = 0, rest = which; i < n; i++, rest /= most)
                states.push_back(static_cast<State>(rest % most));
              for (int oldp = -1; oldp < n; oldp++) comesback(states, oldp, false);
            }
          });
  }
}

TEST_CASE("sysmon sleeps") {
  for (bool idlep : {true, false}) {
    judge(std::string("a thread comes back; p1 ") + (idlep ? "is idle" : "runs") +
              ", p2 is in a call, and sysmon is in its deep sleep",
          [=] {
            scene({busyp, idlep ? idle : busyp, call});
            sched.sysmonwait.store(true, memory_order_relaxed);
            exitsyscallTryGetP(nullptr);
            bool woken = iswoken(sched.sysmonnote);
            expect(woken == idlep && sched.sysmonwait.load(memory_order_relaxed) != idlep,
                   idlep ? "sysmon is woken" : "sysmon is left alone",
                   woken ? "it is woken" : "it is not woken",
                   "sysmon is woken for an idle P, as before, and for no other");
          });
  }
}

TEST_CASE("one after the other") {
  judge("five threads come back, one after the other; oldp is p1, and all four Ps are in calls",
        [] {
          scene({call, call, call, call});
          std::string got;
          for (int i = 0; i < 5; i++) {
            P* pp = exitsyscallTryGetP(allp[1]);
            got += pname(pp) + " ";
            if (!pp) continue;
            static M next[4];
            next[i].id = 50 + i;
            static G g[4];
            own(pp, &next[i], &g[i], Grunning);
          }
          equal("they get", std::string("p1 p2 p3 p0 null "), got,
                "each P has one owner, and each that is in a call can be taken");
        });
}
