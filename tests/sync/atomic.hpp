// The layer of the tests: here every operation on an Atomic is a sync point. The same interface as
// std::atomic. See common/atomic.hpp for the one that runs.
#pragma once
#include <atomic>
#include <cstddef>
#include <cstring>
#include <watch.hpp>

// A fence gives its order to the operations before and after it, so a test that looks at orders
// must know about it. Every fence goes through this one. (A seq_cst one empties the store buffer.)
namespace std {
inline void watched_fence(memory_order order) {
  rt::sync::Watcher* w = rt::sync::watcher.load(std::memory_order_acquire);
  if (w && order == memory_order_seq_cst) w->drain();
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
  constexpr Atomic() = default;
  constexpr Atomic(T value) : word(value) {}
  Atomic(const Atomic&) = delete;

  T load(std::memory_order order) const {
    sync::Watcher* w = at("load", order);
    T value;
    if (w && w->forward(&word, &value, sizeof value)) return value;
    return word.load(order);
  }
  void store(T value, std::memory_order order) {
    sync::Watcher* w = at("store", order);
    if (w && order != memory_order_seq_cst && w->buffer(&word, &value, sizeof value)) return;
    if (w) w->drain();
    word.store(value, order);
  }
  T exchange(T value, std::memory_order order) {
    return locked("exchange", order).exchange(value, order);
  }
  T fetch_add(T value, std::memory_order order) {
    return locked("add", order).fetch_add(value, order);
  }
  T fetch_sub(T value, std::memory_order order) {
    return locked("sub", order).fetch_sub(value, order);
  }
  T fetch_or(T value, std::memory_order order) {
    return locked("or", order).fetch_or(value, order);
  }
  T fetch_and(T value, std::memory_order order) {
    return locked("and", order).fetch_and(value, order);
  }
  bool compare_exchange_strong(T& expected, T value, std::memory_order good,
                               std::memory_order bad) {
    return locked("cas", good).compare_exchange_strong(expected, value, good, bad);
  }
  // Weak may fail for no reason. x86's never does; here it does where a test wants it to.
  bool compare_exchange_weak(T& expected, T value, std::memory_order good, std::memory_order bad) {
    std::atomic<T>& it = locked("cas", good);
    return fails(expected) ? false : it.compare_exchange_strong(expected, value, good, bad);
  }
  // One order given: the other follows from it.
  bool compare_exchange_strong(T& expected, T value, std::memory_order good) {
    return locked("cas", good).compare_exchange_strong(expected, value, good);
  }
  bool compare_exchange_weak(T& expected, T value, std::memory_order good) {
    std::atomic<T>& it = locked("cas", good);
    return fails(expected) ? false : it.compare_exchange_strong(expected, value, good);
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
    sync::Watcher* w = sync::watcher.load(memory_order_acquire);
    sync::order = order;
    if (w) w->point(name.text, op);
    sync::order = order;  // others may have been here meanwhile
    return w;
  }
  bool fails(T& expected) {
    if (sync::weak_fails == 0) return false;
    sync::weak_fails--;
    expected = word.load(memory_order_relaxed);
    return true;
  }
  std::atomic<T>& locked(const char* op, std::memory_order order) {
    if (sync::Watcher* w = at(op, order)) w->drain();
    return word;
  }

  std::atomic<T> word{};
};

template <class T, Name name>
std::atomic<T>* raw(Atomic<T, name>& atomic) {
  return &atomic.word;
}

}  // namespace rt
