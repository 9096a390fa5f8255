#include <fatal.hpp>
#include <gtransitions.hpp>

namespace rt {

constexpr uint32_t kStates = 7;

// For each state, the set of states that may follow.
struct Moves {
  uint8_t from[kStates] = {};
};
constexpr Moves moves = [] {
  Moves table;
  for (auto part : gtransitions) {
    for (auto [from, to] : part) table.from[from] |= uint8_t(1u << to);
  }
  return table;
}();

const char* gstatusname(uint32_t status) {
  constexpr const char* names[kStates] = {"idle",    "runnable", "running", "syscall",
                                          "waiting", "?",        "dead"};
  return status < kStates ? names[status] : "?";
}

void casgstatus(G* gp, GStatus from, GStatus to) {
  uint32_t now =
      gp->atomicstatus.load(memory_order_relaxed);  // relaxed: we own gp, or this is a bug
  if (now != from || !(moves.from[from] >> to & 1)) [[unlikely]] {
    fatal("casgstatus: goroutine %lu is %s: cannot go from %s to %s", gp->goid, gstatusname(now),
          gstatusname(from), gstatusname(to));
  }
  gp->atomicstatus.store(to, memory_order_release);
}

}  // namespace rt
