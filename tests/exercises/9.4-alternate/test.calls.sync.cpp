// Exercise 9.4, by hand: when a promise begins, and when it ends.
#include <promises.hpp>

using namespace rt;
using namespace exercise;

constexpr int kMost = 8;

struct Calls : std::vector<Call> {
  Calls& add(Call c, int n = 1) {
    insert(end(), static_cast<size_t>(n), c);
    return *this;
  }
};
constexpr Call plain = {kPlain}, loss = {kTaken};

TEST_CASE("one call, and two") {
  holds = kMost;
  for (bool asymmetric : {true, false}) pairs(asymmetric, {});
}

// After each kind of loss.
TEST_CASE("a promise ends") {
  for (Became became : {kTaken, kLate})
    for (Next next : {kAgain, kOther, kNone})
      judged(true, Calls().add({became, next}).add(plain, 2 * kMost));
}

TEST_CASE("plain is whatever is no loss") {
  for (const Call& c : allcalls()) {
    if (c.became == kTaken || c.became == kLate) continue;
    judged(true, Calls().add(loss).add(c, 2 * kMost));
    for (int before = 0; before <= kMost; before++)
      judged(true, Calls().add(loss).add(plain, before).add(c).add(plain, kMost));
  }
}

TEST_CASE("a loss begins anew") {
  for (Became became : {kTaken, kLate})
    for (int plains = 0; plains <= kMost + 1; plains++)
      judged(true, Calls().add(loss).add(plain, plains).add({became}).add(plain, kMost + 1));
  judged(true, Calls().add(loss, 300).add(plain, kMost + 1));
  judged(true, Calls().add(loss).add(plain, 300).add(loss).add(plain, 12));
}

// The same calls each time, but in no order.
static Calls mixed(int n, uint32_t seed) {
  std::vector<Call> all = allcalls();
  Calls calls;
  for (int i = 0; i < n; i++) {
    seed = seed * 1664525 + 1013904223;
    uint32_t pick = seed >> 24;
    calls.add(pick % 3 ? plain : all[pick / 3 % all.size()]);
  }
  return calls;
}

TEST_CASE("in any order") {
  for (uint32_t seed = 1; seed <= 3; seed++) judged(true, mixed(300, seed));
  for (uint32_t seed = 1; seed <= 3; seed++) judged(false, mixed(300, seed));
  judged(false, Calls().add(plain, 300).add(loss).add(plain, 300));
  judged(false, Calls().add({kGiven}, 20).add({kKept}, 20).add({kTraced}, 20).add(loss, 20));
}

TEST_CASE("each for itself") {
  for (int first = 0; first <= kMost; first += 2) {
    judge("goroutine 1 loses its P, and makes " + show(first) +
              " plain calls; then goroutine 2 does the same; and so on",
          [=] {
            newcallers(true);
            left[0] = left[1] = 0;
            number = 0;
            whose =
                "each goroutine counts for itself: what others lose, or make of plain calls, is "
                "none of its business";
            for (int round = 0; round < 4; round++) {
              makes(0, Calls().add(loss).add(plain, first), promises);
              makes(1, Calls().add(plain, round).add(loss).add(plain, 3), promises);
              makes(0, Calls().add(plain, kMost - first), promises);
              makes(1, Calls().add(plain, kMost), promises);
            }
          });
  }
}
