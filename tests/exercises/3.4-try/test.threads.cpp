// Exercise 3.4: another thread uses the channel at the same moment: it comes before or after.
#include <algorithm>

#include "model.hpp"

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

// How a channel is when the try begins, and when another thread comes in.
struct State {
  size_t capacity;
  std::string before;
};
struct Moment {
  bool locking;  // about to take the lock, for the nth time; or it is open again
  int n;
};
static const char* kPanics = "panic: send on closed channel";

// What all of them get, and what is left. Nothing if the try never comes to that moment.
static std::string observed(const State& state, char op, const std::string& others, Moment moment) {
  std::string result;
  run([&] {
    Real real(state.capacity);
    for (char o : state.before) real.act(o);
    int n = 0;
    std::string theirs;
    (moment.locking ? at.locking : at.unlocked) = [&](void*) {
      expect(getg()->goid != 0, "it returns at once", "it falls asleep, in gopark", sleeps);
      if (n++ != moment.n) return;
      for (char o : others) theirs += real.act(o);
    };
    std::string mine = real.act(op);
    at.locking = at.unlocked = nullptr;
    std::string left = real.rest();
    if (n > moment.n) result = mine + "Another thread: " + theirs + left;
  });
  return result;
}

// The try comes before all that the others do, or in between two of those, or after.
static std::vector<std::string> possible(const State& state, char op, const std::string& others) {
  std::vector<std::string> all;
  for (size_t turn = 0; turn <= others.size(); turn++) {
    Model model(state.capacity);
    for (char o : state.before) model.act(o);
    std::string mine, theirs;
    for (size_t i = 0; i <= others.size(); i++) {
      if (i == turn) mine = model.act(op);
      if (i < others.size()) theirs += model.act(others[i]);
    }
    std::string result = mine + "Another thread: " + theirs + model.rest();
    if (model.panics) result = kPanics;
    if (std::find(all.begin(), all.end(), result) == all.end()) all.push_back(result);
  }
  return all;
}

static void meet(const State& state, char op, const std::string& others, Moment moment) {
  auto may = possible(state, op, others);
  auto in = [&](const std::string& result) {
    return std::find(may.begin(), may.end(), result) != may.end();
  };
  std::string is;
  if (in(kPanics)) {
    Child c = child([&] { printf("%s", observed(state, op, others, moment).c_str()); });
    is = contains(c.err, kPanics) ? kPanics : c.out;
  } else {
    is = observed(state, op, others, moment);
  }
  std::string expected;
  for (auto& result : may) expected += (expected.empty() ? "" : "or: ") + result;
  expect(is.empty() || in(is), expected,
         is + "(the other thread does that " +
             (moment.locking ? "just before the lock is taken)" : "as soon as the lock is open)"),
         "another thread comes before or after, never in between: all that the try looks at and "
         "all that it does is one step, under the lock");
}

TEST_CASE("another thread, before and after") {
  static const State kStates[] = {{0, ""},  {0, "w"},  {0, "ww"}, {0, "x"}, {0, "xx"},
                                  {0, "c"}, {1, ""},   {1, "x"},  {1, "w"}, {1, "xx"},
                                  {1, "c"}, {1, "xc"}, {2, "x"},  {2, "xx"}};
  for (const State& state : kStates) {
    for (char op : {'S', 'r'}) {
      judge("room for " + show(state.capacity) + " values; " + words(state.before) +
                (state.before.empty() ? "" : "; then ") + words(std::string(1, op)) +
                ", while another thread uses the channel, too",
            [=] {
              Model model(state.capacity);
              for (char o : state.before) model.act(o);
              for (std::string others : {"s", "r", "c", "sr", "rs", "ss", "rr", "cr", "sc", "rc"}) {
                // Closing twice, or while somebody waits in send, is a panic of others.
                if (contains(others, "c") && (model.closed || !model.senders.empty())) continue;
                meet(state, op, others, {true, 0});
                for (int n = 0; n < 3; n++) meet(state, op, others, {false, n});
              }
            });
    }
  }
}
