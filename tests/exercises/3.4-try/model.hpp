// What a channel does, in a model: a queue of values, and those who wait; and a real one beside it.
#pragma once
#include <deque>
#include <map>

#include "tries.hpp"

// What is done: S, s: try_send(7), (8); r: try_recv; c: close; x, w: another goroutine calls send
// (with 1, 2, 3 …), or recv.
inline std::string words(const std::string& ops) {
  std::string text;
  for (char op : ops) {
    text += text.empty() ? "" : ", ";
    text += op == 'S'   ? "try_send(7)"
            : op == 's' ? "try_send(8)"
            : op == 'c' ? "close"
            : op == 'x' ? "another goroutine calls send"
            : op == 'w' ? "another goroutine calls recv"
                        : "try_recv";
  }
  return text;
}
inline std::string sends(char op, bool done) {
  return words(std::string(1, op)) + (done ? " sends. " : " returns false. ");
}
inline std::string receives(bool done, std::optional<int> value) {
  return "try_recv " + (!done   ? "returns false. "
                        : value ? "gets " + show(*value) + ". "
                                : "gets nothing, as at the end. ");
}
using Given = std::map<int, int>;  // to the first that called recv, the second …
inline std::string given(const Given& values) {
  std::string text;
  for (auto [who, v] : values)
    text += "Receiver " + show(who) + " got " + (v < 0 ? "nothing. " : show(v) + ". ");
  return text;
}

struct Model {
  explicit Model(size_t room) : capacity(room) {}
  size_t capacity;
  std::deque<int> buffer, senders, receivers;  // `senders`: their values
  int sent = 0, received = 0;
  bool closed = false, panics = false;
  Given delivered;

  bool send(int value) {
    panics |= closed;
    if (!receivers.empty()) give(value);
    else if (buffer.size() < capacity) buffer.push_back(value);
    else return false;
    return true;
  }
  void give(int value) { delivered[receivers.front()] = value, receivers.pop_front(); }
  std::optional<int> recv() {
    if (!senders.empty()) buffer.push_back(senders.front()), senders.pop_front();
    if (buffer.empty()) return {};
    int value = buffer.front();
    buffer.pop_front();
    return value;
  }
  std::string act(char op) {
    if (op == 'S' || op == 's') return sends(op, send(op == 'S' ? 7 : 8));
    if (op == 'x') {
      if (!send(++sent)) senders.push_back(sent);
    } else if (op == 'c') {
      closed = true;
      while (!receivers.empty()) give(-1);
    } else {
      auto value = recv();
      if (op == 'r') return receives(value || closed, value);
      receivers.push_back(++received);
      if (value) give(*value);
    }
    return "";
  }
  std::string rest() {  // who waits, waits still
    std::string text = given(delivered);
    while (auto value = recv()) text += show(*value) + " is left. ";
    return text;
  }
};

struct Real {
  explicit Real(size_t capacity) : c(capacity) {}
  Chan<int> c;
  int sent = 0, received = 0;
  bool closed = false;
  Given delivered;

  std::string act(char op) {
    if (op == 'S' || op == 's') return sends(op, c.try_send(op == 'S' ? 7 : 8));
    if (op == 'x') {
      go([this, value = ++sent] { c.send(value); }), gosched();
    } else if (op == 'w') {
      go([this, me = ++received] { delivered[me] = c.recv().value_or(-1); }), gosched();
    } else if (op == 'c') {
      c.close(), closed = true;
    } else {
      std::optional<int> slot = 77;
      bool done = c.try_recv(slot);
      expect(done || slot == 77, "slot is as it was", "it is changed",
             "a try that returns false has changed nothing");
      return receives(done, slot);
    }
    return "";
  }
  std::string rest() {
    gosched();
    std::string text = given(delivered);
    for (std::optional<int> slot; c.try_recv(slot) && slot; gosched())
      text += show(*slot) + " is left. ";
    if (!closed) c.close(), gosched();  // and all end
    return text;
  }
};
