// Looks whether it is possible, and sends afterwards, when it may not be any more.
#pragma once
#include <chan.hpp>

namespace rt {

template <class T>
bool Chan<T>::try_send(T&& value) {
  lock.lock();
  bool can = closed || receivers.first || count < size;
  lock.unlock();
  if (can) send(std::move(value));
  return can;
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
