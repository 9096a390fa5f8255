// Exercise 9.3, by hand: where there is no membarrier, the promise never ends.
#include <promises.hpp>

using namespace exercise;

TEST_CASE("without membarrier") {
  holds = 1, lenient = false;
  for (const Call& one : allcalls()) judged(false, {one, {kPlain}});
  std::vector<Call> many = allcalls();
  for (int i = 0; i < 20; i++) many.push_back({i % 3 == 0 ? kTraced : kPlain});
  for (const Call& c : allcalls()) many.push_back(c);
  judged(false, many);
}

TEST_CASE("many calls, with membarrier") {
  std::vector<Call> many;
  for (int round = 0; round < 4; round++)
    for (const Call& c : allcalls()) many.insert(many.end(), 1 + round / 2, c);
  judged(true, many);
}
