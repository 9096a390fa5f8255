// Exercise 3.4: values whose own move and end are code.
#include <memory>

#include "tries.hpp"

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

// A value that looks, whenever it is moved or ends, whether a lock is held.
struct Value {
  explicit Value(int v) : is(v) {}
  Value(Value&& other) noexcept : is(std::exchange(other.is, 0)) { looks("move"); }
  Value& operator=(Value&& other) noexcept {
    looks("move");
    is = std::exchange(other.is, 0);
    return *this;
  }
  ~Value() { looks("destructor"); }
  void looks(const char* what) {
    equal(std::string("locks held while a value's own ") + what + " runs", 0, at.locks,
          "a value's move or destructor may block or throw: pack it before you lock, unpack it "
          "after, and only then change slot");
  }
  int is;
};

static void sends(Chan<Value>& c, int value, bool may) {
  Value v(value);
  bool sent = attempt([&] { return c.try_send(std::move(v)); });
  equal("try_send", may, sent, "what can be done at once is done");
  equal("the caller's value", may ? 0 : value, v.is, "a value is moved only if it is sent");
}
static void receives(Chan<Value>& c, int want, bool may) {
  std::optional<Value> slot(std::in_place, 77);
  bool got = attempt([&] { return c.try_recv(slot); });
  equal("try_recv", may, got, "what can be done at once is done");
  equal("the value in slot", want, slot ? slot->is : 0,
        "slot is what recv would have returned, or, if that would wait, what it was");
}

TEST_CASE("values with code of their own") {
  const char* room = "values with a move and a destructor of their own; ";
  judge(std::string(room) + "room for one; try_send twice, then try_recv twice", [] {
    run([] {
      Chan<Value> c(1);
      sends(c, 1, true), sends(c, 2, false);
      receives(c, 1, true), receives(c, 77, false);
    });
  });
  judge(std::string(room) + "a goroutine waits in recv; try_send", [] {
    run([] {
      Chan<Value> c;
      static int got;
      go([&] { got = c.recv()->is; });
      gosched();
      sends(c, 1, true), sends(c, 2, false);
      gosched();
      equal("what recv returns", 1, got, "the value goes to the receiver that waits");
    });
  });
  for (int capacity : {0, 1}) {
    judge(std::string(room) + "room for " + show(capacity) +
              "; goroutines wait in send; try_recv, again and again",
          [=] {
            run([=] {
              Chan<Value> c(static_cast<size_t>(capacity));
              for (int i = 1; i <= capacity + 2; i++) go([&, i] { c.send(Value(i)); });
              gosched();
              for (int i = 1; i <= capacity + 2; i++) receives(c, i, true), gosched();
              receives(c, 77, false);
            });
          });
  }
  judge(std::string(room) + "one is in the buffer, and the channel closed; try_recv three times",
        [] {
          run([] {
            Chan<Value> c(1);
            c.send(Value(1)), c.close();
            receives(c, 1, true), receives(c, 0, true), receives(c, 0, true);
          });
        });
}
