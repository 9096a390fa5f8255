// Takes the end of a closed channel for one on which there is nothing yet.
#pragma once
#include <chan.hpp>

namespace rt {

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
  bool ready = buffered || sender;
  if (sender) {
    wake(sender, [&](Parcel<T>& from) {
      if (buffered) buffer[(first + count++) % size] = std::move(from);
      else parcel = std::move(from);
    });
  } else {
    lock.unlock();
  }
  if (ready || closed) slot = unpacked(parcel);
  return ready;
}

}  // namespace rt
