// The layer of the tests: here every operation on an Atomic is a sync point. The same interface as
// std::atomic. See common/atomic.hpp for the one that runs.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <watch.hpp>

// A fence gives its order to the operations before and after it, so a test that looks at orders
// must know about it. Every fence goes through this one.
namespace std {
inline void watched_fence(memory_order order) {
  if (rt::sync::Watcher* w = rt::sync::watcher.load(std::memory_order_acquire)) w->fence(order);
  atomic_thread_fence(order);
  rt::sync::fenced = true;
}
}  // namespace std
#define atomic_thread_fence watched_fence

namespace rt {

using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

template <size_t size>
struct Name {
  char text[size];
  consteval Name(const char (&literal)[size]) {
    for (size_t i = 0; i < size; i++) text[i] = literal[i];
  }
};

template <class T, Name name>
class Atomic {
 public:
  constexpr Atomic() : Atomic(T{}) {}
  constexpr Atomic(T value) : word(value) {
    if (!std::is_constant_evaluated()) {
      if (sync::births) sync::watcher.load(memory_order_acquire)->born(&word);
    }
  }
  Atomic(const Atomic&) = delete;

  // One instruction, as in std::atomic, unless the watcher knows better what is read.
  T load(std::memory_order order) const {
    sync::Watcher* w = at("load", order);
    return again(w, order);
  }
  void store(T value, std::memory_order order) {
    sync::Watcher* w = at("store", order);
    if (!w || !w->models() || w->store(&word, newest(), bits(value), order))
      word.store(value, order);
  }
  T exchange(T value, std::memory_order order) {
    return changed(
        at("exchange", order), order, [&] { return word.exchange(value, order); },
        [&](T) { return value; });
  }
  T fetch_add(T value, std::memory_order order) {
    return changed(
        at("add", order), order, [&] { return word.fetch_add(value, order); },
        [&](T old) { return static_cast<T>(old + value); });
  }
  T fetch_sub(T value, std::memory_order order) {
    return changed(
        at("sub", order), order, [&] { return word.fetch_sub(value, order); },
        [&](T old) { return static_cast<T>(old - value); });
  }
  T fetch_or(T value, std::memory_order order) {
    return changed(
        at("or", order), order, [&] { return word.fetch_or(value, order); },
        [&](T old) { return static_cast<T>(old | value); });
  }
  T fetch_and(T value, std::memory_order order) {
    return changed(
        at("and", order), order, [&] { return word.fetch_and(value, order); },
        [&](T old) { return static_cast<T>(old & value); });
  }
  bool compare_exchange_strong(T& expected, T value, std::memory_order good,
                               std::memory_order bad) {
    return compared(at("cas", good), expected, value, good, bad);
  }
  // Weak may fail for no reason. x86's never does; here it does where a test wants it to.
  bool compare_exchange_weak(T& expected, T value, std::memory_order good, std::memory_order bad) {
    sync::Watcher* w = at("cas", good);
    if (sync::weakly_fails() || (w && w->spurious())) return expected = again(w, bad), false;
    return compared(w, expected, value, good, bad);
  }
  // One order given: the other follows from it.
  bool compare_exchange_strong(T& expected, T value, std::memory_order good) {
    return compare_exchange_strong(expected, value, good, without_release(good));
  }
  bool compare_exchange_weak(T& expected, T value, std::memory_order good) {
    return compare_exchange_weak(expected, value, good, without_release(good));
  }

  // Without an order it is seq_cst, as in std::atomic. The runtime names each order (under WERROR=1
  // it must), an answer need not.
#define UNNAMED [[deprecated("names no memory order")]]
  UNNAMED T load() const { return load(memory_order_seq_cst); }
  UNNAMED operator T() const { return load(memory_order_seq_cst); }
  UNNAMED void store(T value) { store(value, memory_order_seq_cst); }
  UNNAMED T operator=(T value) { return store(value, memory_order_seq_cst), value; }
  UNNAMED T exchange(T value) { return exchange(value, memory_order_seq_cst); }
  UNNAMED T fetch_add(T value) { return fetch_add(value, memory_order_seq_cst); }
  UNNAMED T fetch_sub(T value) { return fetch_sub(value, memory_order_seq_cst); }
  UNNAMED T fetch_or(T value) { return fetch_or(value, memory_order_seq_cst); }
  UNNAMED T fetch_and(T value) { return fetch_and(value, memory_order_seq_cst); }
  UNNAMED bool compare_exchange_strong(T& expected, T value) {
    return compare_exchange_strong(expected, value, memory_order_seq_cst);
  }
  UNNAMED bool compare_exchange_weak(T& expected, T value) {
    return compare_exchange_weak(expected, value, memory_order_seq_cst);
  }
#undef UNNAMED

 private:
  template <class U, Name n>
  friend std::atomic<U>* raw(Atomic<U, n>& atomic);

  sync::Watcher* at(const char* op, std::memory_order order) const {
    return sync::at(name.text, op, order);
  }
  T again(sync::Watcher* w, std::memory_order order) const {
    return w && w->models() ? value(w->load(&word, newest(), order)) : word.load(order);
  }
  template <class Really, class F>
  T changed(sync::Watcher* w, std::memory_order order, Really really, F f) {
    if (!w || !w->models()) return really();
    T old = value(w->modify(&word, newest(), order, nullptr));
    if (w->store(&word, newest(), bits(f(old)), order)) word.store(f(old), memory_order_relaxed);
    return old;
  }
  bool compared(sync::Watcher* w, T& expected, T desired, std::memory_order good,
                std::memory_order bad) {
    if (!w || !w->models()) return word.compare_exchange_strong(expected, desired, good, bad);
    sync::Compare compare{bits(expected), bad};
    T old = value(w->modify(&word, newest(), good, &compare));
    if (old != expected) return expected = old, false;
    if (w->store(&word, newest(), bits(desired), good)) word.store(desired, memory_order_relaxed);
    return true;
  }
  uint64_t newest() const { return bits(word.load(memory_order_relaxed)); }
  static std::memory_order without_release(std::memory_order order) {
    return order == memory_order_acq_rel   ? memory_order_acquire
           : order == memory_order_release ? memory_order_relaxed
                                           : order;
  }
  static uint64_t bits(T value) {
    static_assert(sizeof value <= sizeof(uint64_t));
    uint64_t wide = 0;
    memcpy(&wide, &value, sizeof value);
    return wide;
  }
  static T value(uint64_t bits) {
    T it;
    memcpy(&it, &bits, sizeof it);
    return it;
  }

  std::atomic<T> word;
};

template <class T, Name name>
std::atomic<T>* raw(Atomic<T, name>& atomic) {
  return &atomic.word;
}

}  // namespace rt
