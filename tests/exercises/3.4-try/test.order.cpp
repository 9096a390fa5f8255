// Exercise 3.4: calls in any order, beside a model of the channel.
#include "model.hpp"

TEST_CASE("any order") {
  for (size_t capacity : {0, 1, 2, 3, 5}) {
    judge("room for " + show(capacity) +
              " values; 1000 times, at random: send, recv, try_send, try_recv",
          [=] {
            run([=] {
              Real real(capacity);
              Model model(capacity);
              uint32_t random = 1;
              for (int i = 0; i < 1000; i++) {
                random = random * 1664525 + 1013904223;
                char op = "SrxwSrSr"[random >> 29];
                if ((op == 'x' && model.senders.size() > 3) ||
                    (op == 'w' && model.receivers.size() > 3))
                  continue;
                std::string want = model.act(op), got = real.act(op);
                expect(want == got, want, got,
                       "what send or recv would do without sleeping, the try does, and returns "
                       "true; otherwise it returns false, and has changed nothing");
              }
              std::string want = model.rest(), got = real.rest();
              expect(want == got, want, got,
                     "values come out in the order in which they went in, each once, and go to "
                     "those who have waited longest");
            });
          });
  }
}
