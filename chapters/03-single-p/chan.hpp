// Channels.
#pragma once
#include <fatal.hpp>
#include <memory>
#include <optional>
#include <parcel.hpp>
#include <parkunlock.hpp>
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
  explicit Chan(size_t capacity = 0) : size(capacity), buffer(new Parcel<T>[capacity]) {}
  Chan(const Chan&) = delete;

  // Go 1.21: runtime/chan.go, chansend
  void send(T value) {
    G* gp = self("Chan::send");
    Parcel<T> parcel = packed(value);
    lock.lock();
    if (closed) panic("send on closed channel");
    if (Sudog* receiver = receivers.dequeue()) {  // straight into its hands, past the buffer
      wake(receiver, [&](Parcel<T>& slot) { slot = std::move(parcel); });
      return;
    }
    if (count < size) {
      buffer[(first + count++) % size] = std::move(parcel);
      return lock.unlock();
    }
    Sudog sg = wait(gp, senders, parcel, waitReasonChanSend);
    if (!sg.success) panic("send on closed channel");
  }

  // The next value; nothing if the channel is closed and empty. Go 1.21: runtime/chan.go, chanrecv
  std::optional<T> recv() {
    G* gp = self("Chan::recv");
    Parcel<T> parcel = {};
    lock.lock();
    if (count > 0) {
      parcel = std::exchange(buffer[first], {});
      first = (first + 1) % size;
      count--;
      if (Sudog* sender =
              senders.dequeue()) {  // the buffer was full, and a place in it is free now
        wake(sender, [&](Parcel<T>& from) { buffer[(first + count++) % size] = std::move(from); });
      } else {
        lock.unlock();
      }
    } else if (Sudog* sender = senders.dequeue()) {
      wake(sender, [&](Parcel<T>& from) { parcel = std::move(from); });
    } else if (closed) {
      lock.unlock();
    } else {
      wait(gp, receivers, parcel, waitReasonChanReceive);
    }
    return unpacked(parcel);
  }

  // The same without waiting: chan_try.hpp.
  bool try_send(T&& value);
  bool try_recv(std::optional<T>& slot);

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
  // Holding the lock: moves a value from or to a sleeping goroutine's parcel, and lets it run. Its
  // Sudog is on its stack, so it is gone as soon as goready is called.
  template <class Move>
  void wake(Sudog* sg, Move move) {
    move(*static_cast<Parcel<T>*>(sg->elem));
    sg->success = true;
    G* gp = sg->g;
    lock.unlock();
    goready(gp);
  }

  // Holding the lock: sleeps in a queue, and returns when woken.
  Sudog wait(G* gp, WaitQ& queue, Parcel<T>& parcel, WaitReason reason) {
    Sudog sg = {gp, &parcel, false, nullptr};
    queue.enqueue(&sg);
    goparkunlock(&lock, reason);
    return sg;
  }

  WaitLock lock;
  bool closed = false;
  size_t count = 0, first = 0, size;
  std::unique_ptr<Parcel<T>[]> buffer;
  WaitQ receivers, senders;
};

}  // namespace rt

#include <chan_try.hpp>
