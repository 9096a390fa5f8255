#include <clock.hpp>
#include <foresee.hpp>
#include <m.hpp>
#include <runq.hpp>
#include <sched.hpp>
#include <switch.hpp>

namespace rt {

constexpr uint8_t kLately = 16;          // calls
constexpr uint8_t kSure = 2, kMost = 3;  // how often in a row a place has blocked
constexpr int64_t kBlocked = 20'000;     // a call that takes longer is worth waking a thread for

// For each place in the program where calls are made, how sure we are. Two places may share a
// number. Then one affects the other's guesses, and nothing else.
static Atomic<uint8_t, "foresee"> sure[1024];
static auto& at(uintptr_t pc) { return sure[pc * 0x9e3779b97f4a7c15 >> 54]; }

bool foreseen(G* gp, uintptr_t pc) {
  gp->blocked--;
  if (!sched.foresees.load(memory_order_relaxed)) return false;
  if (at(pc).load(memory_order_relaxed) < kSure) return false;
  if (sched.runqsize.load(memory_order_relaxed) == 0 && runqempty(gp->m->p)) return false;
  gp->blocked = kLately;
  gp->foreseen = true;
  return true;
}

void foreseelost(G* gp) {
  auto& its = at(gp->syscallpc);
  uint8_t n = its.load(memory_order_relaxed);
  if (n < kMost) its.store(n + 1, memory_order_relaxed);
  gp->blocked = kLately;
}

// After one short call, the place must prove itself again.
void foreseegiven(G* gp) {
  if (nanotime() - gp->m->given < kBlocked) at(gp->syscallpc).store(0, memory_order_relaxed);
  gp->foreseen = false;
}

}  // namespace rt
