// The same programs under Relacy, D. Vyukov's checker of C++'s memory model.
#include <algorithm>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "litmus.hpp"

// (After all others: it makes macros of words that they use.)
#include <relacy/relacy.hpp>

namespace litmus {

static const Program* program;
static bool seen[1 << 16];  // Relacy has the heap for itself: no Results while it runs

// Both number the orders from relaxed, 0, to seq_cst, 5.
static rl::memory_order order(std::memory_order o) { return static_cast<rl::memory_order>(o); }

template <int threads>
struct Test : rl::test_suite<Test<threads>, threads> {
  rl::atomic<int> objects[3];
  int read[threads][3], reads[threads] = {};

  void before() {
    for (auto& o : objects) o.store(0, rl::mo_relaxed, $);
  }
  void thread(unsigned t) {
    for (const Op& op : program->threads[t]) {
      auto& o = objects[op.object];
      if (op.kind == Op::Fence) rl::atomic_thread_fence(order(op.order), $);
      if (op.kind == Op::Store) o.store(op.value, order(op.order), $);
      if (op.kind == Op::Load) read[t][reads[t]++] = o.load(order(op.order), $);
      if (op.kind == Op::Add) read[t][reads[t]++] = o.fetch_add(op.value, order(op.order), $);
    }
  }
  void after() {
    int code = 1;  // four values are enough for each
    for (int t = 0; t < threads; t++) {
      for (int i = 0; i < reads[t]; i++) code = code * 4 + read[t][i];
    }
    for (int i = 0; i < program->objects; i++) code = code * 4 + objects[i].load(rl::mo_seq_cst, $);
    seen[code] = true;
  }
};

Results relacy(const Program& p) {
  program = &p;
  std::fill(std::begin(seen), std::end(seen), false);
  rl::test_params params;
  std::ostringstream out;
  params.output_stream = params.progress_stream = &out;
  params.search_type = rl::sched_full;
  bool good = p.threads.size() == 2   ? rl::simulate<Test<2>>(params)
              : p.threads.size() == 3 ? rl::simulate<Test<3>>(params)
                                      : rl::simulate<Test<4>>(params);
  if (!good) throw std::runtime_error(out.str());
  Results results;
  for (int code = 0; code < 1 << 16; code++) {
    if (!seen[code]) continue;
    Result r;
    for (int rest = code; rest > 1; rest /= 4) r.insert(r.begin(), rest % 4);
    results.insert(r);
  }
  return results;
}

}  // namespace litmus
