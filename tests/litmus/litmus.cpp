#include <atomic.hpp>
#include <doctest/doctest.h>
#include <explorer.hpp>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>

#include "litmus.hpp"

namespace litmus {

using namespace rt;
using sync::Scenario;

static Atomic<int, "x"> objects[3];

// All interleavings, and all reads.
Results explored(const Program& program) {
  Results results;
  std::vector<std::vector<int>> read(program.threads.size());
  Scenario s{.setup =
                 [&] {
                   for (auto& r : read) r.clear();
                   for (auto& o : objects) o.store(0, memory_order_relaxed);
                 },
             .check =
                 [&] {
                   Result r;
                   for (auto& thread : read) r.insert(r.end(), thread.begin(), thread.end());
                   for (int i = 0; i < program.objects; i++)
                     r.push_back(objects[i].load(memory_order_relaxed));
                   results.insert(r);
                 },
             .stale = 100};
  for (size_t t = 0; t < program.threads.size(); t++) {
    s.threads.push_back({"T", [&program, &read, t] {
                           for (const Op& op : program.threads[t]) {
                             auto& object = objects[op.object];
                             if (op.kind == Op::Fence) std::atomic_thread_fence(op.order);
                             if (op.kind == Op::Light) sync::watcher.load()->light();
                             if (op.kind == Op::Heavy) sync::watcher.load()->heavy();
                             if (op.kind == Op::Store) object.store(op.value, op.order);
                             if (op.kind == Op::Load) read[t].push_back(object.load(op.order));
                             if (op.kind == Op::Add)
                               read[t].push_back(object.fetch_add(op.value, op.order));
                           }
                         }});
  }
  auto outcome = sync::explore(s);
  CHECK_MESSAGE(!outcome.failed, outcome.why);
  return results;
}

constexpr int X = 0, Y = 1, Z = 2;
static Op load(int object) { return {Op::Load, object, 0, memory_order_relaxed}; }
static Op store(int object, int value) { return {Op::Store, object, value, memory_order_relaxed}; }
static Op add(int object, int value) { return {Op::Add, object, value, memory_order_relaxed}; }
static Op fence() { return {Op::Fence, 0, 0, memory_order_relaxed}; }
static Op light() { return {Op::Light, 0, 0, memory_order_relaxed}; }
static Op heavy() { return {Op::Heavy, 0, 0, memory_order_relaxed}; }

static const Program kPrograms[] = {
    {"SB", {{store(X, 1), load(Y)}, {store(Y, 1), load(X)}}, 2},
    {"MP", {{store(X, 1), store(Y, 1)}, {load(Y), load(X)}}, 2},
    {"LB", {{load(X), store(Y, 1)}, {load(Y), store(X, 1)}}, 2},
    {"CoRR", {{store(X, 1), store(X, 2)}, {load(X), load(X)}}, 1},
    {"CoWW", {{store(X, 1), load(X)}, {store(X, 2), load(X)}}, 1},
    {"2+2W", {{store(X, 1), store(Y, 2)}, {store(Y, 1), store(X, 2)}}, 2},
    {"WRC", {{store(X, 1)}, {load(X), store(Y, 1)}, {load(Y), load(X)}}, 2},
    {"ISA2", {{store(X, 1), store(Y, 1)}, {load(Y), store(Z, 1)}, {load(Z), load(X)}}, 3},
    {"IRIW", {{store(X, 1)}, {store(Y, 1)}, {load(X), load(Y)}, {load(Y), load(X)}}, 2},
    {"SB, fences", {{store(X, 1), fence(), load(Y)}, {store(Y, 1), fence(), load(X)}}, 2},
    {"MP, fences", {{store(X, 1), fence(), store(Y, 1)}, {load(Y), fence(), load(X)}}, 2},
    {"MP, release sequence", {{store(X, 1), store(Y, 1)}, {add(Y, 1)}, {load(Y), load(X)}}, 2},
    {"MP, a fence at the end",
     {{store(X, 1), store(Y, 1), fence()}, {load(Y), fence(), load(X)}},
     2},
    {"SB, light and heavy", {{store(X, 1), light(), load(Y)}, {store(Y, 1), heavy(), load(X)}}, 2},
    {"SB, light and light", {{store(X, 1), light(), load(Y)}, {store(Y, 1), light(), load(X)}}, 2},
    {"a ring, light, heavy, light",
     {{store(X, 1), light(), load(Y)},
      {store(Y, 1), heavy(), load(Z)},
      {store(Z, 1), light(), load(X)}},
     3},
    {"SB, read-modify-writes", {{add(X, 1), load(Y)}, {add(Y, 1), load(X)}}, 2},
};

// Calls f for each combination of orders that the operations can have; of the larger programs for
// one in 29, unless LITMUS=all.
static void each(const Program& shape, const std::function<void(const Program&)>& f) {
  static const std::vector<std::memory_order> orders[] = {
      {memory_order_relaxed, memory_order_acquire, memory_order_seq_cst},
      {memory_order_relaxed, memory_order_release, memory_order_seq_cst},
      {memory_order_relaxed, memory_order_acquire, memory_order_release, memory_order_acq_rel,
       memory_order_seq_cst},
      {memory_order_acquire, memory_order_release, memory_order_acq_rel, memory_order_seq_cst},
      {memory_order_seq_cst},
      {memory_order_seq_cst},
  };
  std::vector<Program> all = {shape};
  for (size_t t = 0; t < shape.threads.size(); t++) {
    for (size_t i = 0; i < shape.threads[t].size(); i++) {
      std::vector<Program> more;
      for (Program& p : all) {
        for (auto order : orders[p.threads[t][i].kind]) {
          p.threads[t][i].order = order;
          more.push_back(p);
        }
      }
      all = std::move(more);
    }
  }
  const char* wish = getenv("LITMUS");
  size_t step = all.size() > 100 && !(wish && !strcmp(wish, "all")) ? 29 : 1;
  for (size_t i = 0; i < all.size(); i += step) f(all[i]);
}

static bool mixed(const Program& p) {
  int strongest = 0, others = 0;
  for (auto& thread : p.threads)
    for (const Op& op : thread) (op.order == memory_order_seq_cst ? strongest : others)++;
  return strongest > 0 && others > 0;
}
static bool known(const Program& p) {  // to Relacy
  if (!relacy) return false;
  for (auto& thread : p.threads)
    for (const Op& op : thread)
      if (op.kind > Op::Fence) return false;
  return true;
}
static bool within(const Results& some, const Results& all) {
  return std::includes(all.begin(), all.end(), some.begin(), some.end());
}

TEST_CASE(
    "litmus: the explorer has just those results that C++20 allows one step after the other") {
  printf("| program | orders | explorer ≠ C++20 | Relacy: fewer | more | C++20 has more |\n");
  printf("|---|--:|--:|--:|--:|--:|\n");
  for (const Program& shape : kPrograms) {
    int n = 0, wrong = 0, fewer = 0, more = 0, future = 0;
    each(shape, [&](const Program& p) {
      Results text = standard(p, true), ours = explored(p), theirs = known(p) ? relacy(p) : ours;
      n++;
      wrong += ours != text;
      future += standard(p, false) != text;
      // Relacy puts an object's stores in the order in which they were made; and its seq_cst is
      // C++11's, whose rules for fences and for mixed orders are weaker. P1202 it does not know.
      bool lacks = !within(ours, theirs), has = !within(theirs, ours);
      fewer += lacks, more += has;
      CHECK_MESSAGE((!lacks || shape.name == "2+2W"), shape.name);
      CHECK_MESSAGE((!has || mixed(p)), shape.name);
    });
    CHECK_MESSAGE(wrong == 0, shape.name);
    printf("| %s | %d | %d | %d | %d | %d |\n", shape.name.c_str(), n, wrong, fewer, more, future);
    fflush(stdout);
  }
}

}  // namespace litmus
