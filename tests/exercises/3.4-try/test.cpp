// Exercise 3.4: who waits, what is in the buffer, and what comes out, in which order.
#include <exercise.hpp>
#include <observe.hpp>

#include <chan.hpp>
#include <fatal.hpp>
#include <memory>
#include <run.hpp>
#include <vector>

using namespace rt;
using namespace exercise;

static const char* sleeps = "a try never waits: what can't be done at once is not done";
static const char* kUnlock = "what is locked is unlocked again, on every way out";

// One try. Somebody else runs only if it sleeps.
static bool inside;
template <class F>
static bool attempt(F f) {
  inside = true;
  bool opened = false;
  auto another = std::exchange(at.unlocked, nullptr);
  go([] { expect(!inside, "it returns at once", "it sleeps, and others run", sleeps); });
  at.unlocked = [&](void* lock) {
    opened = true;
    if (another) another(lock);
  };
  bool done = f();
  inside = false;
  at.unlocked = nullptr;
  equal("locks held afterwards", 0, at.locks, kUnlock);
  expect(opened, "the channel is looked at under its lock", "the lock is not used",
         "a channel is shared by many threads: look at it under the lock alone");
  return done;
}
static bool trysend(Chan<int>& c, int value) {
  return attempt([&] { return c.try_send(std::move(value)); });
}
static bool tryrecv(Chan<int>& c, std::optional<int>& slot) {
  return attempt([&] { return c.try_recv(slot); });
}

// The next value, which must be there.
static void gets(Chan<int>& c, int want, const char* rule) {
  std::optional<int> slot;
  bool got = tryrecv(c, slot);
  expect(got && slot == want, "try_recv gets " + show(want),
         !got   ? "it returns false"
         : slot ? "it gets " + show(*slot)
                : "it gets nothing",
         rule);
}
static void empty(Chan<int>& c, const char* rule) {
  std::optional<int> slot = 77;
  expect(!tryrecv(c, slot), "try_recv returns false",
         slot ? "it returns true, with " + show(*slot) : "it returns true, with nothing", rule);
  expect(slot == 77, "slot is as it was", "it is changed",
         "a try that returns false has changed nothing");
}

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
              at.queued = [](G*) {
                equal("locks held when somebody is woken", 0, at.locks, kUnlock);
              };
              for (int i : {1, 2}) {
                expect(trysend(c, i), "try_send(" + show(i) + ") returns true", "it returns false",
                       "a receiver waits for a value: sending does not wait");
              }
              empty(c, "the value goes to the receiver that waits, past the buffer");
              at.queued = nullptr;
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
            at.queued = [](G*) {
              equal("locks held when somebody is woken", 0, at.locks, kUnlock);
            };
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

TEST_CASE("a value that can only be moved") {
  judge("room for one unique_ptr; try_send two of them", [] {
    run([] {
      Chan<std::unique_ptr<int>> c(1);
      auto one = std::make_unique<int>(1), two = std::make_unique<int>(2);
      bool first = c.try_send(std::move(one)), second = c.try_send(std::move(two));
      expect(first && !second, "try_send returns true, and then false",
             "it returns " + show(first) + ", and then " + show(second),
             "while there is room in the buffer, sending does not wait");
      expect(!one && two, "the first is moved away, the second is still the caller's",
             two ? "the first is still the caller's" : "the second is gone, and was not sent",
             "a value is moved only if it is sent");
      std::optional<std::unique_ptr<int>> slot;
      expect(c.try_recv(slot) && slot && *slot && **slot == 1, "try_recv gets the first",
             "it does not", "what was sent comes out");
    });
  });
}

// A value that looks, whenever it is moved, whether a lock is held.
struct Mover {
  Mover() = default;
  Mover(Mover&&) noexcept { looks(); }
  Mover& operator=(Mover&&) noexcept { return looks(), *this; }
  static void looks() {
    equal("locks held while a value's own move runs", 0, at.locks,
          "a value's move may block or throw: pack it before you lock, unpack it after");
  }
};
TEST_CASE("values with a move of their own") {
  judge("room for one value, whose move is code of its own; try_send twice, then try_recv", [] {
    run([] {
      Chan<Mover> c(1);
      c.try_send(Mover{});
      c.try_send(Mover{});
      std::optional<Mover> slot;
      c.try_recv(slot);
    });
  });
}

// The moment the lock is open, another thread does the same.
TEST_CASE("another thread sends") {
  judge(
      "room for one value; try_send(1), and as soon as the lock is open another thread sends", [] {
        run([] {
          Chan<int> c(1);
          sleeps = "looking for room and using it is one step: in between, another thread may send";
          at.unlocked = [&](void*) { c.try_send(2); };
          expect(trysend(c, 1), "try_send(1) returns true", "it returns false",
                 "while there is room in the buffer, sending does not wait");
          gets(c, 1,
               "looking for room and using it is one step: in between, another thread may send");
        });
      });
}
TEST_CASE("another thread receives") {
  judge("one value; try_recv, and as soon as the lock is open another thread receives", [] {
    run([] {
      Chan<int> c(1);
      c.send(1);
      sleeps =
          "looking for a value and taking it is one step: in between, another thread may take it";
      at.unlocked = [&](void*) {
        std::optional<int> slot;
        c.try_recv(slot);
      };
      gets(c, 1, sleeps);
    });
  });
}
