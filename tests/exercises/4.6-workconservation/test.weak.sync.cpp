// Exercise 4.6, the memory orders: one thread, which stops spinning and finds that the run is over.
#include <orders.hpp>

#include "hand.hpp"

using namespace rt;
using namespace exercise;

TEST_CASE("seq_cst") {
  for (bool spins : {true, false}) {
    judge(
        spins ? "the only M that spins finds nothing, and lets go of its P"
              : "an M begins to spin, finds nothing, and lets go of its P",
        [=] {
          byhand(2);
          M* mp = newthread(1);
          setg(mp->g0);
          busy(allp[0], mp);
          mp->spinning = spins;
          sched.nmspinning.store(spins, memory_order_relaxed);
          sched.done.store(true, memory_order_relaxed);  // stopm returns at once
          sync::Orders orders;
          bool inherit;
          findRunnable(&inherit);
          writes(
              orders, "sched.nmspinning", memory_order_seq_cst,
              "an M that stops spinning and one that makes something runnable both write first and "
              "read afterwards: only memory_order_seq_cst lets one of the two see the other. So "
              "all that changes nmspinning is that");
          setg(nullptr);
        });
  }
}
