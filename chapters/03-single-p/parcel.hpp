// What a channel hands over under its lock.
#pragma once
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

namespace rt {

// A T's own move may throw, or block, and then the channel's lock would stay taken for ever. So a
// T is packed before the lock is taken and unpacked after it is free; in between a parcel changes
// hands, and that can do neither. Mere bytes are their own parcel. Go's values are all mere bytes.
template <class T>
using Parcel =
    std::conditional_t<std::is_trivially_copyable_v<T>, std::optional<T>, std::unique_ptr<T>>;

template <class T>
Parcel<T> packed(T& value) {
  if constexpr (std::is_trivially_copyable_v<T>) return std::move(value);
  else return std::make_unique<T>(std::move(value));
}

// The value, or nothing if the parcel is empty.
template <class T>
std::optional<T> unpacked(std::optional<T>& parcel) {
  return std::move(parcel);
}
template <class T>
std::optional<T> unpacked(std::unique_ptr<T>& parcel) {
  if (!parcel) return std::nullopt;
  return std::optional<T>(std::move(*parcel));
}

}  // namespace rt
