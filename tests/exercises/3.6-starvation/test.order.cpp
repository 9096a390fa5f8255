// Exercise 3.6: whatever is woken and whatever yields, each turn is `next`'s or that of the queue's
// first, and a model of both says who that is.
#include <deque>
#include <exercise.hpp>
#include <runq.hpp>
#include <sched.hpp>

using namespace rt;
using namespace exercise;

namespace {

constexpr int kMost = 16;
const char* kLost =
    "every runnable goroutine runs: none is lost, and runqget returns null only if "
    "there is nobody";

class Model {
 public:
  void soon() {
    if (next) later(next);
    runsoon(next = fresh());
  }
  void later() {
    G* gp = fresh();
    later(gp);
    runlater(gp);
  }
  // A turn: the one that ran, yields or ends.
  void turn(bool yields) {
    G* got = runqget();
    judge(got);
    if (got != next) queue.pop_front(), others = 0;
    else next = nullptr;
    if (got && yields) later(got), runlater(got);
    size();
  }
  bool any() const { return next || !queue.empty(); }
  // Of the turns that either could have had, `next` has had enough.
  void gained(const std::string& when) const {
    expect(nexts * 4 + 8 >= choices * 3, "three of four turns are that of the one woken last",
           show(nexts) + " of " + show(choices) + " are, " + when,
           "who was given to runsoon last runs next, three times of four at the least, however "
           "many are woken in between: what was gained is kept");
  }

 private:
  G* fresh() {
    G* gp = &all.emplace_back();
    gp->goid = all.size();
    return gp;
  }
  void later(G* gp) { queue.push_back(gp); }
  void judge(G* got) {
    expect(got || !any(), "one of those who are runnable runs", "runqget returns null", kLost);
    G* first = queue.empty() ? nullptr : queue.front();
    expect(
        got == next || got == first,
        "number " + name(next ? next : first) + " runs, which was given to " +
            (next ? "runsoon last" + (first ? ", or number " + name(first) + ", the queue's first"
                                            : std::string())
                  : "the queue first"),
        "number " + name(got) + " does",
        "who was given to runsoon last runs next, or else the first of the queue, to whose end "
        "go those it displaces and those given to runlater; and each runs once");
    if (!next || !first) return;
    choices++;
    if (got != next) return;
    nexts++;
    expect(++others <= kMost, "the queue's first runs after at most 16 others", "it still waits",
           "nobody starves: the first in the queue runs after at most 16 others, whatever they do");
  }
  void size() const {
    size_t n = queue.size() + (next != nullptr);
    equal("sched.runqsize", static_cast<int>(n), sched.runqsize.load(memory_order_relaxed),
          "sched.runqsize is the number of those who are runnable");
  }
  static std::string name(G* gp) { return gp ? show(gp->goid) : "none"; }

  std::deque<G> all;
  G* next = nullptr;
  std::deque<G*> queue;
  int others = 0, choices = 0, nexts = 0;
};

}  // namespace

TEST_CASE("nobody is lost, and each runs in its turn") {
  judge("10,000 times, at random: some are woken, some yield, some run", [] {
    Model model;
    uint32_t random = 1;
    for (int i = 0; i < 10'000; i++) {
      random = random * 1664525 + 1013904223;
      for (int n = 0; n < 3; n++) {
        if (random >> (20 + n) & 1) random >> (24 + n) & 1 ? model.soon() : model.later();
      }
      for (uint32_t n = random >> 30; n > 0 && model.any(); n--) model.turn(random >> 28 & 1);
    }
    while (model.any()) model.turn(false);
    expect(!runqget(), "nobody is left", "somebody is", "nobody runs twice");
  });
}

TEST_CASE("what was gained is kept") {
  for (int wakes : {1, 2, 3, 4, 8, 15, 16, 17, 18, 40}) {
    for (int yields : {0, 1, 3}) {
      judge("400 turns, each of which wakes " + show(wakes) + " others" +
                (yields ? "; one of " + show(yields) + " yields" : ""),
            [=] {
              Model model;
              model.later();
              for (int turn = 1; turn <= 400; turn++) {
                for (int i = 0; i < wakes; i++) model.soon();
                model.turn(yields && turn % yields == 0);
              }
              model.gained("when each turn wakes " + show(wakes));
              while (model.any()) model.turn(false);
            });
    }
  }
}
