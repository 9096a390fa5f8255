// Exercise 10.3, by hand: a signal at each step, and what the compiler may exchange.
#include "scene.hpp"

using namespace rt;
using namespace exercise;

// It was preempted, and M 1 is back with P 1. M 2 has P 0.
static void anotherp() {
  has(0, -1), has(1, 0);
  has(0, 1);
}

TEST_CASE("a signal at each step") {
  judge("goroutine 1 goes into a call, and a signal comes before one of its steps", [] {
    bool more = true;
    for (int n = 1; more; n++) {
      callscene();
      int at = 0;
      std::string where;
      {
        Steps steps;
        steps.free = true;
        steps.at = [&](const std::string& step) {
          if (++at != n || status(gs[0]) != Grunning || mlocks() > 0) return;
          anotherp();
          where = " (the signal comes before your step " + show(n) + ", " + step +
                  ", and M 1 goes on with P 1)";
        };
        reentersyscall(42, 4096);
      }
      more = at >= n;
      P* pp = ms[0]->p;
      auto is = [&](const char* what, P* names) {
        expect(names == pp, what + (" = " + pname(pp)) + where, what + (" = " + pname(names)),
               kNames);
      };
      is("g.callp", raw(gs[0]->callp)->load());
      is("m.oldp", ms[0]->oldp);
      expect(raw(pp->syscallg)->load() == gs[0], pname(pp) + "'s syscallg = goroutine 1" + where,
             "it is " + gname(raw(pp->syscallg)->load()), kNames);
      equal("mlocks()", 0u, mlocks(), kBalance);
    }
  });
}

// Whoever has raised mlocks() is not preempted, and raising it is a fence for the compiler, too.
static void onlook(int signal, siginfo_t* info, void* context) {
  if (mlocks() > 0) ms[0]->take_back();
  else exercise::onfault(signal, info, context);
}

struct Order final : Steps {
 private:
  bool store(const void* object, uint64_t newest, uint64_t value,
             std::memory_order order) override {
    if (object != raw(gs[0]->atomicstatus)) return Steps::store(object, newest, value, order);
    raw(gs[0]->atomicstatus)->store(static_cast<uint32_t>(value));
    ms[0]->take_back(), guard(kFence);
    return false;
  }
  void light() override {
    Steps::light();
    if (status(gs[0]) == Gsyscall) ms[0]->take_back();
  }

 public:
  static void guard(const char* rule) {
    ms[0]->give_away("M 1, in which m.p stands, before the state is Gsyscall for sure", rule);
    struct sigaction action = {};
    action.sa_sigaction = onlook;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, nullptr);
  }
};

TEST_CASE("a fence for the compiler") {
  judge("goroutine 1 goes into a call: what is between the state and the look at m.p", [] {
    callscene();
    Order order;
    order.free = true;
    Order::guard(kNames);
    reentersyscall(42, 4096);
    ms[0]->take_back();
    order.paid();
  });
}
