// Exercise 5.4: sysmon's rounds, one after the other, without any waiting.
#include <algorithm>
#include <exercise.hpp>
#include <sysmon.hpp>

using namespace rt;
using namespace exercise;

static void sleeps(Backoff& b, uint32_t want, const std::string& when, const std::string& rule) {
  uint32_t got = b.next();
  expect(got == want, when + " it sleeps for " + show(want) + " µs", "for " + show(got) + " µs",
         rule);
}

// So many rounds without work, the first of which begins now. Returns how long the next sleep is.
static uint32_t idle(Backoff& b, int rounds, const std::string& since) {
  uint32_t want = 20;
  for (int i = 0; i < rounds; i++) {
    if (i > 50) want = std::min(want * 2, 10'000u);
    std::string when = "after " + show(i) + " idle rounds" + since;
    if (i <= 50)
      sleeps(b, want, when, "up to 50 idle rounds it sleeps for 20 µs: work comes in bursts");
    else if (want < 10'000)
      sleeps(b, want, when, "after more than 50 idle rounds each sleep is twice as long");
    else
      sleeps(b, want, when,
             "10 ms is the most, however long there was no work: the delay that is kept, too");
    b.worked(false);
  }
  return want;
}

TEST_CASE("always work") {
  judge("each of 200 rounds brings something", [] {
    Backoff b;
    for (int i = 0; i < 200; i++) {
      sleeps(b, 20, "in round " + show(i + 1),
             "as long as there is something to do it sleeps for 20 µs");
      b.worked(true);
    }
  });
}

TEST_CASE("never work") {
  judge("no round brings anything", [] {
    Backoff b;
    idle(b, 62, "");
  });
}

TEST_CASE("a long night") {
  judge("no round brings anything, ten thousand times", [] {
    Backoff b;
    idle(b, 10'000, "");
  });
}

TEST_CASE("work again") {
  judge("57 idle rounds, then one that brings something, and idle rounds again", [] {
    Backoff b;
    idle(b, 57, "");
    b.next(), b.worked(true);
    sleeps(b, 20, "after the round that brought something",
           "after work it sleeps for 20 µs again: where there was some there may be more");
    b.worked(false);
    for (int i = 1; i <= 50; i++) {
      sleeps(b, 20, "after " + show(i) + " idle rounds since then",
             "after work counting starts anew: it takes more than 50 idle rounds until it sleeps "
             "longer");
      b.worked(false);
    }
    sleeps(b, 40, "after 51 idle rounds since then",
           "after more than 50 idle rounds each sleep is twice as long");
  });
  judge("a night at 10 ms, then one round that brings something", [] {
    Backoff b;
    idle(b, 500, "");
    b.worked(true);
    sleeps(b, 20, "after the round that brought something",
           "after work it sleeps for 20 µs again: where there was some there may be more");
  });
}

TEST_CASE("bursts") {
  judge("one round in 50 brings something, for a thousand rounds", [] {
    Backoff b;
    for (int i = 1; i <= 1000; i++) {
      sleeps(b, 20, "in round " + show(i),
             "idle rounds count in a row: it takes more than 50 without work in between");
      b.worked(i % 50 == 0);
    }
  });
}

TEST_CASE("a new one") {
  judge("sysmon was woken from its deep sleep, and begins with a new Backoff (backoff = {})", [] {
    Backoff b;
    idle(b, 100, "");
    b = {};
    idle(b, 62, " since then");
  });
}
