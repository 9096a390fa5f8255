// Exercise 10.3, by hand: the way back, and what the way in may not do about signals.
#include <signal.h>

#include "scene.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("the way back") {
  judge("goroutine 1 comes back: its state, step by step", [] {
    callscene();
    enters(0, 0, 0);
    Steps steps;
    bool looked = false;
    steps.at = [&](const std::string& step) {
      expect(looked || status(gs[0]) == Gsyscall, "it is Gsyscall until g.wanted has been read",
             "it is " + statename(status(gs[0])) + " before " + step, kOut);
      looked |= step == "g.wanted.load";
    };
    exitsyscall();
    equal("the state", statename(Grunning), statename(status(gs[0])), kShort);
    equal("mlocks()", 0u, mlocks(), kBalance);
  });
}

TEST_CASE("no mask") {
  judge("goroutine 1 goes into a call: the signal mask, step by step", [] {
    callscene();
    Steps steps;
    steps.free = true;
    steps.at = [](const std::string& step) {
      sigset_t now;
      pthread_sigmask(SIG_SETMASK, nullptr, &now);
      expect(sigismember(&now, SIGURG) == 0, "the thread's signal mask is as it was",
             "SIGURG is blocked at " + step, kMask);
    };
    reentersyscall(42, 4096);
  });
}
