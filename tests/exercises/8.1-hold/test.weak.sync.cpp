// Exercise 8.1, the memory orders: those that are too weak whatever else the answer does.
#include "scene.hpp"

#include <orders.hpp>

using namespace rt;
using namespace exercise;

// The operations on goroutines' states in one call of the function, in their order.
struct States final : sync::Watcher {
  struct Op {
    bool write;
    std::memory_order order;
  };
  std::vector<Op> ops;
  void point(const char* object, const char* op) override {
    if (!strcmp(object, "g.status")) ops.push_back({strcmp(op, "load") != 0, sync::order});
  }
};

static bool acquires(std::memory_order o) {
  return o != memory_order_relaxed && o != memory_order_release;
}
static bool releases(std::memory_order o) {
  return o == memory_order_release || o == memory_order_acq_rel || o == memory_order_seq_cst;
}

static std::vector<States::Op> oneholds(void (*f)()) {
  newscene(), enters(0, 0, 0), f();
  States states;
  sync::watcher.store(&states);
  setBlockOnExitSyscall(ps[0]);
  sync::watcher.store(nullptr);
  return states.ops;
}

TEST_CASE("who") {
  judge("goroutine 1 is in a call with P 0: how its name is read", [] {
    newscene(), enters(0, 0, 0);
    sync::Orders orders;
    setBlockOnExitSyscall(ps[0]);
    reads(
        orders, "p.syscallg", memory_order_acquire,
        "pp.syscallg is read with acquire: the call that wrote it released the G, as it was made");
  });
}

TEST_CASE("held") {
  judge("goroutine 1 is in a call with P 0: how it is held", [] {
    auto ops = oneholds([] {});
    bool set = false, good = false;  // reading what one has set, with acquire, would do as well
    for (auto& op : ops) set |= op.write, good |= set && acquires(op.order);
    expect(good || sync::fenced, "the bit is set with memory_order_acquire or stronger",
           "its order is weaker",
           "setting the bit acquires: with it comes all that the goroutine's thread did before the "
           "call, gp.m and m.p for a start");
  });
}

TEST_CASE("let go") {
  judge("goroutine 1 is in a call with P 1: how it is let go", [] {
    auto ops = oneholds([] { back(0), enters(0, 0, 1); });
    bool good = true;
    int writes = 0;
    for (auto& op : ops)
      if (op.write && writes++) good = releases(op.order);
    expect(good || sync::fenced, "the bit is cleared with memory_order_release or stronger",
           "its order is weaker",
           "clearing the bit releases: your reads of gp.m and m.p come before the goroutine's way "
           "back, where it may change them");
  });
}
