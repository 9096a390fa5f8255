// C++20 [intro.races], [atomics.order] and [atomics.fences], clause by clause, for litmus tests:
// tries every combination of what each load reads and how the stores of each object are ordered,
// and keeps those that no clause forbids. Slow and plain; what explores the runtime is memory.cpp.
#include <algorithm>
#include <functional>

#include "litmus.hpp"

namespace litmus {
namespace {

using enum std::memory_order;
using Order = std::memory_order;

struct Event {
  Op op;
  int thread;  // -1: an object's first value
  bool writes() const { return op.kind == Op::Store || op.kind == Op::Add; }
  bool reads() const { return op.kind == Op::Load || op.kind == Op::Add; }
  bool fence() const { return op.kind >= Op::Fence; }
  bool light() const { return op.kind == Op::Light; }
  bool heavy() const { return op.kind == Op::Heavy; }
  bool releases() const {
    return !light() && (op.order == release || op.order == acq_rel || op.order == seq_cst);
  }
  bool acquires() const {
    return !light() && (op.order == acquire || op.order == acq_rel || op.order == seq_cst);
  }
};

struct Relation {
  size_t n;
  std::vector<char> holds;
  explicit Relation(size_t n) : n(n), holds(n * n) {}
  char& operator()(size_t a, size_t b) { return holds[a * n + b]; }
  void close() {  // transitively
    for (size_t k = 0; k < n; k++)
      for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n && holds[i * n + k]; j++) holds[i * n + j] |= holds[k * n + j];
  }
  bool cyclic() {
    close();
    for (size_t i = 0; i < n; i++)
      if (holds[i * n + i]) return true;
    return false;
  }
};

struct Execution {
  const std::vector<Event>& events;
  bool forward;
  std::vector<int> from;  // for each reading event: the event whose value it reads
  std::vector<int>
      place;  // for each writing event: where it stands in its object's modification order
  std::vector<int> value;  // what a writing event stores

  size_t n() const { return events.size(); }
  bool same(size_t a, size_t b) const {
    return !events[a].fence() && !events[b].fence() && events[a].op.object == events[b].op.object;
  }
  bool sequenced(size_t a, size_t b) const {
    return events[a].thread == -1 ? events[b].thread != -1
                                  : events[a].thread == events[b].thread && a < b;
  }

  bool related(size_t a, size_t b) const {
    return (!events[a].light() || events[b].heavy()) && (!events[b].light() || events[a].heavy());
  }

  bool allowed() {
    Relation happens(n()), strongly(n()), coherence(n()), run(n()), single(n());
    // [intro.races]: sequenced before, or synchronizes with
    for (size_t a = 0; a < n(); a++) {
      for (size_t b = 0; b < n(); b++) {
        happens(a, b) = strongly(a, b) = sequenced(a, b);
        if (synchronizes(a, b)) {
          happens(a, b) = true;
          if (events[a].op.order == seq_cst && events[b].op.order == seq_cst) strongly(a, b) = true;
        }
      }
    }
    if (happens.cyclic()) return false;
    // Strongly happens before: A is sequenced before B, B happens before C, C before D. (The text
    // has "simply happens before", which is the same without consume. And between two fences that
    // synchronize it needs nothing: there the order follows from 4.4 below.)
    for (size_t a = 0; a < n(); a++)
      for (size_t b = 0; b < n(); b++)
        for (size_t c = 0; c < n(); c++)
          for (size_t d = 0; d < n(); d++)
            if (sequenced(a, b) && happens(b, c) && sequenced(c, d)) strongly(a, d) = true;
    strongly.close();
    // Coherence-ordered before: reads its value, earlier in the modification order, or reads what
    // is earlier.
    for (size_t a = 0; a < n(); a++) {
      for (size_t b = 0; b < n(); b++) {
        if (a == b || !same(a, b)) continue;
        bool reads = events[b].reads() && from[b] == static_cast<int>(a);
        bool earlier = events[a].writes() && events[b].writes() && place[a] < place[b];
        bool before = events[a].reads() && events[b].writes() &&
                      place[static_cast<size_t>(from[a])] < place[b];
        coherence(a, b) = reads || earlier || before;
      }
    }
    if (coherence.cyclic()) return false;
    // [intro.races], the four coherence requirements: it does not contradict happens before.
    for (size_t a = 0; a < n(); a++)
      for (size_t b = 0; b < n(); b++)
        if (coherence(a, b) && happens(b, a)) return false;
    // [atomics.order]/4: the single order of all seq_cst operations. P1202 adds to the fences:
    // of each two of which one is heavy, and the other heavy or light.
    auto sc = [&](size_t e) { return events[e].op.order == seq_cst; };
    for (size_t a = 0; a < n(); a++)
      for (size_t b = 0; b < n(); b++)
        if (sc(a) && sc(b) && related(a, b) && strongly(a, b)) single(a, b) = true;
    for (size_t a = 0; a < n(); a++) {
      for (size_t b = 0; b < n(); b++) {
        if (!coherence(a, b)) continue;
        for (size_t x = 0; x < n(); x++) {
          if (!(x == a ? sc(a) : sc(x) && events[x].fence() && happens(x, a))) continue;
          for (size_t y = 0; y < n(); y++) {
            bool last = y == b ? sc(b) : sc(y) && events[y].fence() && happens(b, y);
            if (last && related(x, y)) single(x, y) = true;
          }
        }
      }
    }
    if (forward) {
      for (size_t a = 0; a < n(); a++)
        for (size_t b = 0; b < n(); b++)
          if (sequenced(a, b) || (events[b].reads() && from[b] == static_cast<int>(a)))
            single(a, b) = true;
    }
    return !single.cyclic();
  }

  // A, a release operation or fence, synchronizes with B, an acquire operation or fence: B, or an
  // atomic load before the fence B, reads what A, or an atomic store after the fence A, or a
  // read-modify-write of its release sequence has stored.
  bool synchronizes(size_t a, size_t b) const {
    if (!events[a].releases() || !events[b].acquires() || events[a].thread == events[b].thread)
      return false;
    for (size_t w = 0; w < n(); w++) {
      if (!events[w].writes() || !(w == a || (events[a].fence() && sequenced(a, w)))) continue;
      for (size_t r = 0; r < n(); r++) {
        if (!events[r].reads() || !(r == b || (events[b].fence() && sequenced(r, b)))) continue;
        for (int s = from[r];; s = from[static_cast<size_t>(s)]) {
          if (s == static_cast<int>(w)) return true;
          if (events[static_cast<size_t>(s)].op.kind != Op::Add) break;
        }
      }
    }
    return false;
  }
};

}  // namespace

Results standard(const Program& program, bool forward) {
  std::vector<Event> events;
  for (int i = 0; i < program.objects; i++) events.push_back({{Op::Store, i, 0, relaxed}, -1});
  for (size_t t = 0; t < program.threads.size(); t++)
    for (const Op& op : program.threads[t]) events.push_back({op, static_cast<int>(t)});
  size_t n = events.size();
  Results results;

  std::vector<std::vector<size_t>> writers(static_cast<size_t>(program.objects));
  for (size_t e = static_cast<size_t>(program.objects); e < n; e++)
    if (events[e].writes()) writers[static_cast<size_t>(events[e].op.object)].push_back(e);

  Execution x{events, forward, std::vector<int>(n, -1), std::vector<int>(n, 0),
              std::vector<int>(n, 0)};
  auto judge = [&] {
    // Values: a store's own; an addition's follow what it reads, which is its neighbour.
    for (size_t object = 0; object < writers.size(); object++) {
      int last = static_cast<int>(object);
      auto ordered = writers[object];
      std::sort(ordered.begin(), ordered.end(),
                [&](size_t a, size_t b) { return x.place[a] < x.place[b]; });
      for (size_t w : ordered) {
        if (events[w].op.kind == Op::Add) {
          if (x.from[w] != last) return;
          x.value[w] = x.value[static_cast<size_t>(last)] + events[w].op.value;
        } else {
          x.value[w] = events[w].op.value;
        }
        last = static_cast<int>(w);
      }
    }
    if (!x.allowed()) return;
    Result r;
    for (size_t e = 0; e < n; e++)
      if (events[e].reads()) r.push_back(x.value[static_cast<size_t>(x.from[e])]);
    for (size_t object = 0; object < writers.size(); object++) {
      size_t last = object;
      for (size_t w : writers[object])
        if (x.place[w] > x.place[last]) last = w;
      r.push_back(x.value[last]);
    }
    results.insert(r);
  };
  std::function<void(size_t)> reads = [&](size_t e) {
    if (e == n) return judge();
    if (!events[e].reads()) return reads(e + 1);
    for (size_t w = 0; w < n; w++) {
      if (w == e || !events[w].writes() || events[w].op.object != events[e].op.object) continue;
      x.from[e] = static_cast<int>(w);
      reads(e + 1);
    }
  };
  std::function<void(size_t)> orders = [&](size_t object) {
    if (object == writers.size()) return reads(0);
    auto& w = writers[object];
    std::sort(w.begin(), w.end());
    std::vector<size_t> permuted = w;
    do {
      for (size_t i = 0; i < permuted.size(); i++) x.place[permuted[i]] = static_cast<int>(i) + 1;
      orders(object + 1);
    } while (std::next_permutation(permuted.begin(), permuted.end()));
  };
  orders(0);
  return results;
}

}  // namespace litmus
