// Takes from a full buffer, and leaves the sender asleep that waited for the place.
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
  Parcel<T> parcel = {};
  lock.lock();
  if (count > 0) {
    parcel = std::exchange(buffer[first], {});
    first = (first + 1) % size;
    count--;
    lock.unlock();
    slot = unpacked(parcel);
    return true;
  }
  if (Sudog* sender = senders.dequeue()) {
    wake(sender, [&](Parcel<T>& from) { parcel = std::move(from); });
    slot = unpacked(parcel);
    return true;
  }
  bool end = closed;
  lock.unlock();
  if (end) slot.reset();
  return end;
}

}  // namespace rt
