// Sending and receiving without waiting: what Go writes as a select with a default.
#pragma once
#include <chan.hpp>

namespace rt {

// True: it has sent the value. False: it could only wait, and the value is still the caller's. On a
// closed channel it is the panic that send has. Go 1.21: runtime/chan.go, selectnbsend
template <class T>
bool Chan<T>::try_send(T&& value) {
  self("Chan::try_send");
  Parcel<T> parcel = packed(value);
  lock.lock();
  if (closed) panic("send on closed channel");
  if (Sudog* receiver = receivers.dequeue()) {
    wake(receiver, [&](Parcel<T>& slot) { slot = std::move(parcel); });
    return true;
  }
  bool room = count < size;
  if (room) buffer[(first + count++) % size] = std::move(parcel);
  lock.unlock();
  if (!room) value = std::move(*parcel);
  return room;
}

// True: slot is what recv would have returned, without waiting: the next value, or nothing if the
// channel is closed and empty. False: it could only wait, and slot is as it was.
// Go 1.21: runtime/chan.go, selectnbrecv
template <class T>
bool Chan<T>::try_recv(std::optional<T>& slot) {
  self("Chan::try_recv");
  Parcel<T> parcel = {};
  lock.lock();
  bool buffered = count > 0;
  if (buffered) {
    parcel = std::exchange(buffer[first], {});
    first = (first + 1) % size;
    count--;
  }
  Sudog* sender = senders.dequeue();
  bool ready = buffered || sender || closed;
  if (sender) {
    wake(sender, [&](Parcel<T>& from) {
      if (buffered) buffer[(first + count++) % size] = std::move(from);
      else parcel = std::move(from);
    });
  } else {
    lock.unlock();
  }
  if (ready) slot = unpacked(parcel);
  return ready;
}

}  // namespace rt
