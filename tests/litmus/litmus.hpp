// Litmus tests: programs of a few loads and stores, each with every combination of memory orders,
// and all results that they can have: by the explorer, by Relacy, and by the standard's text.
#pragma once
#include <atomic>
#include <set>
#include <string>
#include <vector>

namespace litmus {

struct Op {
  enum Kind { Load, Store, Add, Fence, Light, Heavy } kind;  // the last two: P1202
  int object;
  int value;  // what is stored, or added
  std::memory_order order;
};
struct Program {
  std::string name;
  std::vector<std::vector<Op>> threads;
  int objects;
};

// What each load and each addition has read, thread by thread, and what is left in the objects.
using Result = std::vector<int>;
using Results = std::set<Result>;

// `forward`: only what can happen one operation after the other, so that no load comes before the
// store that it reads, and the seq_cst operations come in their single order. The explorer
// and Relacy know no other.
Results standard(const Program& program, bool forward);
Results explored(const Program& program);
[[gnu::weak]] Results relacy(const Program& program);  // null where there is no Relacy

}  // namespace litmus
