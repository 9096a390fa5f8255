// Exercise 3.4: who waits, what is in the buffer, and what comes out, in which order.
#include <fatal.hpp>

#include "tries.hpp"

static const char* kOrder = "values come out in the order in which they went in";

TEST_CASE("a buffer") {
  judge("room for two values: try_send 1, 2, 3, then try_recv, and all that ten times", [] {
    run([] {
      Chan<int> c(2);
      for (int round = 0; round < 10; round++) {
        empty(c, "an open channel with nothing in it: receiving would wait");
        for (int i : {1, 2}) {
          expect(trysend(c, i), "try_send(" + show(i) + ") returns true", "it returns false",
                 "while there is room in the buffer, sending does not wait");
        }
        expect(!trysend(c, 3), "try_send(3) returns false", "it returns true",
               "the buffer is full, and nobody waits for a value: sending would wait");
        gets(c, 1, kOrder);
        expect(trysend(c, 4), "try_send(4) returns true", "it returns false",
               "while there is room in the buffer, sending does not wait");
        gets(c, 2, kOrder);
        gets(c, 4, kOrder);
      }
    });
  });
}

TEST_CASE("no buffer, and nobody waits") {
  judge("no buffer, and nobody waits: try_send, then try_recv", [] {
    run([] {
      Chan<int> c;
      expect(!trysend(c, 1), "try_send returns false", "it returns true",
             "without a buffer, sending waits for a receiver");
      empty(c, "without a buffer, receiving waits for a sender");
    });
  });
}

TEST_CASE("receivers wait") {
  for (size_t capacity : {0, 2}) {
    judge("two goroutines wait in recv, with room for " + show(capacity) +
              " values in the buffer; try_send 1, 2",
          [=] {
            static std::vector<int> got;
            run([=] {
              Chan<int> c(capacity);
              for (int i : {1, 2}) go([&, i] { got.push_back(10 * i + c.recv().value_or(0)); });
              gosched();
              for (int i : {1, 2}) {
                expect(trysend(c, i), "try_send(" + show(i) + ") returns true", "it returns false",
                       "a receiver waits for a value: sending does not wait");
              }
              empty(c, "the value goes to the receiver that waits, past the buffer");
              gosched();
              equal("receivers that came back", 2u, got.size(),
                    "a receiver that is given a value is woken");
              expect(got[0] == 11 && got[1] == 22, "the first receiver gets 1, the second 2",
                     "(receiver, value): " + show(got[0]) + ", " + show(got[1]),
                     "the receiver that has waited longest gets the next value");
            });
          });
  }
}

TEST_CASE("senders wait") {
  for (int capacity : {0, 2}) {
    judge(
        "room for " + show(capacity) + " values in the buffer; a goroutine for each of " +
            show(capacity + 3) + " values sends it; then try_recv, again and again",
        [=] {
          static int back;
          run([=] {
            Chan<int> c(capacity);
            for (int i = 1; i <= capacity + 3; i++) go([&, i] { c.send(i), back++; });
            gosched();
            fatal_details = [] {
              expect(
                  false, "a sender whose value was taken comes back from send",
                  "its send ends the program",
                  "to wake a sender or a receiver is to do what wake() does: it sets success, or "
                  "send takes it that the channel was closed");
            };
            equal("senders that came back before", capacity, back, "(this is the chapter's send)");
            for (int i = 1; i <= capacity + 3; i++) {
              gets(c, i,
                   "senders that wait stand behind what is in the buffer: values come out "
                   "in the order in which they went in");
              gosched();
              equal("senders that came back after " + show(i), std::min(capacity + i, capacity + 3),
                    back, "each value that is taken lets one sender go on");
            }
            empty(c, "an open channel with nothing in it: receiving would wait");
          });
        });
  }
}

TEST_CASE("closed") {
  judge("1 and 2 in the buffer, then close; try_recv four times", [] {
    run([] {
      Chan<int> c(3);
      c.send(1), c.send(2);
      c.close();
      gets(c, 1, "what is in the buffer of a closed channel still comes out");
      gets(c, 2, "what is in the buffer of a closed channel still comes out");
      for (int i = 0; i < 2; i++) {
        std::optional<int> slot = 77;
        expect(tryrecv(c, slot), "try_recv returns true", "it returns false",
               "at the end of a closed channel there is nothing to wait for: that is an answer");
        expect(!slot, "slot is nothing", "slot is a value",
               "at the end of a closed channel the answer is: nothing");
      }
    });
  });
  for (size_t capacity : {0, 2}) {
    judge("try_send on a closed channel with room for " + show(capacity), [=] {
      Child end = child([=] {
        run([=] {
          Chan<int> c(capacity);
          c.close();
          c.try_send(1);
          _exit(0);
        });
      });
      expect(contains(end.err, "panic: send on closed channel"), "panic: send on closed channel",
             end.status == 0 ? "try_send returns" : "it ends otherwise: " + end.err,
             "sending on a closed channel is a panic, even if it would have to wait");
    });
  }
}
