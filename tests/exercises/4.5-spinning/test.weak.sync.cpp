// Exercise 4.5, the memory orders: one thread, and what it writes beside each operation.
#include <orders.hpp>
#include <spurious.hpp>

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
  // Where nobody is started, all operations on the two counts are wakep's own.
  for (int spinning : {0, 1}) {
    judge(spinning ? "two Ps are idle, and an M spins; wakep"
                   : "no P is idle, and nobody spins; wakep",
          [=] {
            static P ps[2];
            for (P& idle : ps) {
              if (spinning) pidleput(&idle);
            }
            sched.nmspinning.store(spinning, memory_order_relaxed);
            sync::Orders orders;
            wakep();
            for (const char* count : {"sched.npidle", "sched.nmspinning"}) {
              expect(orders.all(count + std::string(".load"), memory_order_seq_cst),
                     std::string("each look at ") + count + " is memory_order_seq_cst",
                     "one is weaker", kRule);
            }
          });
  }
  judge("no P is idle; the only M that spins has found something", [=] {
    g.m = &self, self.spinning = true;
    setg(&g);
    sched.nmspinning.store(1, memory_order_relaxed);
    sync::Orders orders;
    resetspinning();
    writes(orders, "sched.nmspinning", memory_order_seq_cst, kRule);
    expect(orders.all("sched.npidle.load", memory_order_seq_cst),
           "each look at sched.npidle is memory_order_seq_cst", "one is weaker", kRule);
    setg(nullptr);
  });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("a P and an M are idle, and nobody spins; wakep, and a compare_exchange_weak fails once",
        [] {
          pidleput(&p), mput(&sleeps);
          spurious([] { wakep(); });
          expect(sleeps.nextp == &p, "the M is started", "it sleeps on", kWeak);
        });
}
