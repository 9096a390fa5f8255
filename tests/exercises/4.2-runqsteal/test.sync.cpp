// Exercise 4.2, in all schedules: thieves against the owner, and against each other.
#include "price.hpp"
#include "theft.hpp"

// Not a thread that steals: one that looks, in a single step, wherever the thief stands.
TEST_CASE("the tail of the thief's own ring") {
  exercise::explored(
      world, "four in the ring; a thief takes two, and another thread looks at both rings",
      {.setup = [] { fresh(4); },
       .threads = {{"thief", thief<0>},
                   {"looks",
                    [] {
                      bool taken = raw(victim->runqhead)->load() != 0;
                      bool offered = raw(mine[0]->runqtail)->load() != 0;
                      sync::expect(taken || !offered,
                                   "pp's runqtail has moved, and victim's runqhead has not");
                      sync::expect(raw(mine[0]->runqtail)->load() <= 1,
                                   "two stand in pp's ring, one of which the thief runs itself");
                    }}},
       .preemptions = 1},
      "pp's runqtail moves when the goroutines are pp's, and not before",
      {{"pp's runqtail",
        "first victim's head, then pp's tail: until the compare-and-swap has worked nothing is "
        "yours, and pp's tail would offer it to other thieves"},
       {"two stand",
        "the one that runs now never stands in pp's ring below its tail, not for a moment: another "
        "thief may take it from there"}});
}

TEST_CASE("a thief, and the owner who gets") {
  judged("three in the ring; a thief takes half while the owner gets one, and another",
         {.setup = [] { fresh(3); },
          .threads = {{"thief", thief<0>}, {"owner", [] { owner(), owner(); }}},
          .check = [] { all(); },
          .preemptions = 3},
         "victim's head moves by compare-and-swap: between a look and a store others may move it");
}

TEST_CASE("a thief, and the owner who gets and puts") {
  judged("one in the ring; a thief takes half while the owner gets, puts one, gets, and puts one",
         {.setup = [] { fresh(1, 2); },
          .threads = {{"thief", [] { count(runqsteal(mine[0].get(), victim.get(), false)); }},
                      {"owner", [] { owner(), put(2), owner(), put(3); }}},
          .check = [] { all(); },
          .preemptions = 3},
         kMoments);
}

// The ring is never less than nearly full. But if the owner is at work between the two looks of the
// thief, he sees 257 in it.
TEST_CASE("a full ring, at two moments") {
  exercise::explored(
      world, "the ring is full; a thief comes while the owner gets one and puts one",
      {.setup = [] { fresh(kRunqSize, 1); },
       .threads = {{"thief", thief<0>},
                   {"owner",
                    [] {
                      owner();
                      put(kRunqSize + 1);
                    }}},
       .check = [] { all(); },
       .preemptions = 1,
       .at = {"p.runqhead", "p.runqtail"}},
      "the thief takes half, of one moment or the other",
      {{"with nothing",
        "if runqhead and runqtail are of different moments, read them again: that is "
        "no reason to go away with nothing"},
       {"was got twice", kMoments},
       {"was lost", kMoments},
       {"no end", kMoments}});
}

TEST_CASE("two thieves") {
  judged("four in the ring; two thieves take half, and a half of what is left",
         {.setup = [] { fresh(4); },
          .threads = {{"thief1", thief<0>}, {"thief2", thief<1>}},
          .check = [] { all(); },
          .preemptions = 3},
         "victim's head moves by compare-and-swap: between a look and a store others may move it");
}

TEST_CASE("two thieves and the owner") {
  judged(
      "nine in the ring; two thieves take half, one after the other, while the owner gets two",
      {.setup = [] { fresh(9); },
       .threads = {{"thief1", thief<0>}, {"thief2", thief<1>}, {"owner", [] { owner(), owner(); }}},
       .check = [] { all(); },
       .preemptions = 3,
       .at = {"p.runqhead"}},
      "victim's head moves by compare-and-swap: between a look and a store others may move it");
}

// Between any two looks of the thief the owner may put and get, and the ring is never empty.
TEST_CASE("never empty") {
  exercise::explored(
      world, "one in the ring; a thief comes while the owner puts another, and gets one",
      {.setup = [] { fresh(1, 1); },
       .threads = {{"thief", thief<0>}, {"owner", [] { put(2), owner(); }}},
       .check = [] { all(); },
       .preemptions = 2},
      kOnce,
      {{"with nothing",
        "runqhead first, then runqtail: the other way round a ring that is never empty may look "
        "empty"},
       {"was got twice", kMoments},
       {"was lost", kMoments},
       {"no end", kMoments}});
}

// As soon as the head has moved, all the slots before it are used again.
TEST_CASE("a thief, and the owner who uses the slots again") {
  static G again;
  constexpr const char* kCopy =
      "copy first, all of them, and move the head after: then the owner may use the slots again";
  for (uint64_t n : {1u, 4u, 7u}) {
    exercise::explored(
        world,
        std::to_string(n) + " in the ring; a thief takes half, and the owner uses the slots again",
        {.setup = [=] { fresh(n), again.goid = 0; },
         .threads = {{"thief", thief<0>},
                     {"owner",
                      [] {  // in a single step, wherever the thief stands
                        for (uint32_t i = 0; i < raw(victim->runqhead)->load(); i++)
                          raw(victim->runq[i])->store(&again);
                      }}},
         .check = [] { all(); },
         .preemptions = 1},
        kOnce, {{"was got twice", kCopy}, {"was lost", kCopy}});
  }
}

TEST_CASE("a thief, from whom another one steals") {
  judged("three in the ring; a thief takes two, while another one steals from him",
         {.setup = [] { fresh(3); },
          .threads = {{"thief1", thief<0>},
                      {"thief2", [] { count(runqsteal(mine[1].get(), mine[0].get(), false)); }}},
          .check = [] { all(); },
          .preemptions = 3},
         "first the slots, then the tail: as soon as pp's tail says so, others read them");
}

// A full ring, at two moments; and then many are taken at once, so that there is far less than what
// the thief saw.
TEST_CASE("a full ring, at two moments, and nearly empty at a third") {
  for (uint32_t left : {1u, 2u, 100u}) {
    judged(
        "the ring is full; a thief comes while the owner gets one and puts one, and then gets most",
        {.setup = [] { fresh(kRunqSize, 1); },
         .threads = {{"thief", thief<0>},
                     {"owner",
                      [=] {
                        owner(), put(kRunqSize + 1);
                        G* moved[kRunqSize];  // in one step, as a thief would
                        uint32_t head = raw(victim->runqhead)->load(), n = 0;
                        uint32_t end = raw(victim->runqtail)->load() - left;
                        for (; static_cast<int32_t>(end - head) > 0; head++)
                          moved[n++] = raw(victim->runq[head % kRunqSize])->load();
                        raw(victim->runqhead)->store(head);
                        for (uint32_t i = 0; i < n; i++) count(moved[i]);
                      }}},
         .check = [] { all(); },
         .preemptions = 3,
         .at = {"p.runqhead", "p.runqtail"}},
        kMoments);
  }
}

TEST_CASE("the price") {
  exercise::judge("four in the ring; a thief takes two, alone", [] {
    fresh(4);
    sync::SyncPoints points;
    exercise::Price price(points);
    count(runqsteal(mine[0].get(), victim.get(), true));
    price.nothing("runqsteal, while there is something in the ring,");
  });
}
