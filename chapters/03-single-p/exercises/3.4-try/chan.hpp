// Exercise 3.4 ★★ (30 minutes, extend): sending and receiving without waiting
//
// Below stands the chapter's channel. Give it what Go writes as a select with a default: try_send
// and try_recv, which do what can be done at once, and never sleep. Write the two functions:
//   - try_send(value) returns true if it has sent the value: into the hands of the receiver that
//     has waited longest, or else, if there is room, into the buffer. If it could only wait, it
//     returns false, and the value is still the caller's: it is not moved. On a closed channel it
//     is the panic that send has;
//   - try_recv(slot) returns true if recv would not have waited, and slot is what recv would have
//     returned: the next value, or nothing if the channel is closed and empty. If it could only
//     wait, it returns false, and leaves slot alone;
//   - values come out in the order in which they went in. Senders that sleep stand behind what is
//     in the buffer; when a place in the buffer gets free, the first of them is woken, and its
//     value takes that place;
//   - looking whether it is possible, and doing it, is one step under the lock: between two steps
//     another thread may take the last place, or the value. Every way out unlocks; wake(), which
//     is how a sleeper is let go on, does so itself.
// Why it matters: a server that would rather answer "busy" than wait is written with it, and so are
// most of the ways in which a program asks "has anything happened meanwhile?".
// Done: make exercise-3.4 says so. Stuck: make hint-3.4
#pragma once
#include <fatal.hpp>
#include <lock.hpp>
#include <memory>
#include <not_done.hpp>
#include <optional>
#include <proc.hpp>
#include <utility>
#include <waitq.hpp>

namespace rt {

// A channel of T with room for `capacity` values; with none, a sender waits until a receiver takes
// its value. Sending on a closed channel and closing twice end the program, as Go's panics would.
// Go 1.21: runtime/chan.go, hchan
template <class T>
class Chan {
 public:
  explicit Chan(size_t capacity = 0) : size(capacity), buffer(new std::optional<T>[capacity]) {}
  Chan(const Chan&) = delete;

  // Go 1.21: runtime/chan.go, chansend
  void send(T value) {
    G* gp = self("Chan::send");
    lock.lock();
    if (closed) panic("send on closed channel");
    if (Sudog* receiver = receivers.dequeue()) {  // straight into its hands, past the buffer
      wake(receiver, [&](std::optional<T>& slot) { slot.emplace(std::move(value)); });
      return;
    }
    if (count < size) {
      buffer[(first + count++) % size].emplace(std::move(value));
      return lock.unlock();
    }
    std::optional<T> slot(std::move(value));
    Sudog sg = wait(gp, senders, slot, waitReasonChanSend);
    if (!sg.success) panic("send on closed channel");
  }

  // The next value; nothing if the channel is closed and empty. Go 1.21: runtime/chan.go, chanrecv
  std::optional<T> recv() {
    G* gp = self("Chan::recv");
    std::optional<T> slot;
    lock.lock();
    if (count > 0) {
      slot = std::exchange(buffer[first], std::nullopt);
      first = (first + 1) % size;
      count--;
      if (Sudog* sender =
              senders.dequeue()) {  // the buffer was full, and a place in it is free now
        wake(sender,
             [&](std::optional<T>& from) { buffer[(first + count++) % size] = std::move(from); });
        return slot;
      }
      lock.unlock();
    } else if (Sudog* sender = senders.dequeue()) {
      wake(sender, [&](std::optional<T>& from) { slot = std::move(from); });
    } else if (closed) {
      lock.unlock();
    } else {
      wait(gp, receivers, slot, waitReasonChanReceive);
    }
    return slot;
  }

  // Sends if that is possible at once. value is moved away only if it returns true.
  bool try_send(T&& value) {
    (void)value;
    not_done("3.4");
  }

  // Receives if that is possible at once. The closed end of a channel counts: true, and nothing in
  // slot.
  bool try_recv(std::optional<T>& slot) {
    (void)slot;
    not_done("3.4");
  }

  // Go 1.21: runtime/chan.go, closechan
  void close() {
    self("Chan::close");
    lock.lock();
    if (closed) panic("close of closed channel");
    closed = true;
    WaitQ woken[2] = {std::exchange(receivers, {}), std::exchange(senders, {})};
    lock.unlock();
    for (WaitQ& queue : woken) {
      while (Sudog* sg = queue.dequeue()) goready(sg->g);
    }
  }

  // for (int x : channel) receives until the channel is closed.
  struct iterator {
    Chan* chan;
    std::optional<T> value;
    T& operator*() { return *value; }
    iterator& operator++() { return value = chan->recv(), *this; }
    bool operator!=(std::nullptr_t) const { return value.has_value(); }
  };
  iterator begin() { return {this, recv()}; }
  std::nullptr_t end() { return nullptr; }

 private:
  // Holding the lock: moves a value from or to a sleeping goroutine's slot, and lets it run. Its
  // Sudog is on its stack, so it is gone as soon as goready is called.
  template <class Move>
  void wake(Sudog* sg, Move move) {
    move(*static_cast<std::optional<T>*>(sg->elem));
    sg->success = true;
    lock.unlock();
    goready(sg->g);
  }

  // Holding the lock: sleeps in a queue, and returns when woken.
  Sudog wait(G* gp, WaitQ& queue, std::optional<T>& slot, WaitReason reason) {
    Sudog sg = {gp, &slot, false, nullptr};
    queue.enqueue(&sg);
    gopark([](G*, void* chan) { return static_cast<Chan*>(chan)->lock.unlock(), true; }, this,
           reason);
    return sg;
  }

  Lock<"chan.lock"> lock;
  bool closed = false;
  size_t count = 0, first = 0, size;
  std::unique_ptr<std::optional<T>[]> buffer;
  WaitQ receivers, senders;
};

}  // namespace rt
