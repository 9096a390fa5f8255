// State that threads share. Every use names its memory order, and every object has a name:
//
//     Atomic<uint32_t, "p.status"> status;
//
// Here the name costs nothing, since Atomic *is* std::atomic. In a test build the layer tests/sync
// puts another atomic.hpp on top of this one, in which every operation is a *sync point* with a
// name ("p.status.store"), where a test can hold a thread until another has passed.
#pragma once
#include <atomic>
#include <cstddef>

namespace rt {

template <size_t size>
struct Name {
  char text[size];
  consteval Name(const char (&literal)[size]) {
    for (size_t i = 0; i < size; i++) text[i] = literal[i];
  }
};

template <class T, Name>
using Atomic = std::atomic<T>;

// The word itself, for the kernel's futex.
template <class T>
std::atomic<T>* raw(std::atomic<T>& word) {
  return &word;
}

using std::memory_order_acq_rel;
using std::memory_order_acquire;
using std::memory_order_relaxed;
using std::memory_order_release;
using std::memory_order_seq_cst;

}  // namespace rt
