// Exercise 4.5, the memory orders: one thread, and what it writes beside each operation.
#include <orders.hpp>

#include <sched.hpp>
#include <spin.hpp>
#include <switch.hpp>

using namespace rt;
using namespace exercise;

static M self, sleeps;
static G g;
static P p;

TEST_CASE("seq_cst") {
  constexpr const char* kRule =
      "an M that stops spinning and one that makes something runnable both write first and read "
      "afterwards: only "
      "memory_order_seq_cst lets one of the two see the other";
  judge("a P and an M are idle, and nobody spins; wakep", [=] {
    pidleput(&p), mput(&sleeps);
    sync::Orders orders;
    wakep();
    reads(orders, "sched.npidle", memory_order_seq_cst, kRule);
    reads(orders, "sched.nmspinning", memory_order_seq_cst, kRule);
  });
  judge("no P is idle; the only M that spins has found something", [=] {
    g.m = &self, self.spinning = true;
    setg(&g);
    sched.nmspinning.store(1, memory_order_relaxed);
    sync::Orders orders;
    resetspinning();
    writes(orders, "sched.nmspinning", memory_order_seq_cst, kRule);
    setg(nullptr);
  });
}
