// Exercise 4.1, by hand: puts and gets, beside a model of the queue.
#include <random>

#include "model.hpp"

TEST_CASE("beside a model") {
  judge("20,000 puts and gets, in any order; the ring is empty, full, and all that is in between",
        [] {
          for (uint32_t begin : {0u, ~0u - 300}) {
            Beside b(begin);
            std::mt19937 random(1);
            // Three phases in which the ring fills, and one in which it empties; with `next` and
            // without.
            for (uint32_t phase = 0; phase < 40; phase++) {
              uint32_t puts = phase % 4 == 3 ? 1 : 8, nexts = phase / 4 % 5 * 3;
              for (uint32_t i = 0; i < 250; i++) {
                if (random() % 10 < puts) b.put(random() % 12 < nexts);
                else b.get();
              }
              b.global();
            }
            for (int i = 0; i < 600; i++) b.get();
          }
        });
}

TEST_CASE("runnext goes first, however many wait") {
  judge("so many wait in the ring, from none to 256, and one in runnext", [] {
    for (uint32_t n = 0; n <= kRunqSize; n++) {
      Beside b(n);
      for (uint32_t i = 0; i < n; i++) b.put(false);
      b.put(true);
      b.get(), b.get();
    }
  });
}

// Every small state, and the large ones at the boundary, at each place of the counters'
// wrap-around.
TEST_CASE("one more, whatever there is") {
  judge(
      "so many in the ring, with one in runnext or without; one more is put, and all are got", [] {
        for (uint32_t n : {0u, 1u, 2u, 3u, 127u, 128u, 129u, 254u, 255u, 256u}) {
          for (uint32_t back : {0u, 1u, 2u, 127u, 128u, 129u, 255u, 256u, 257u}) {
            for (int how = 0; how < 4; how++) {  // with or without one in runnext; into it, or not
              Beside b(0u - back);
              for (uint32_t i = 0; i < n; i++) b.put(false);
              if (how & 1) b.put(true);
              b.put(how & 2);
              for (uint32_t i = 0; i < n + 3; i++) b.get();
              b.global();
            }
          }
        }
      });
}
