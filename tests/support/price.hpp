// For test.sync.cpp: what a way may cost, and which memory orders are too weak on any machine.
#pragma once
#include <sync_points.hpp>

#include "exercise.hpp"

namespace exercise {

// Does what stands at this point, in a SyncPoints' function, release (or acquire)? Anything as
// strong or stronger does; so may a fence, and then nothing is judged. Ask it first of all: what
// the function itself does to an Atomic has an order, too.
inline bool releases() {
  std::memory_order o = rt::sync::order;
  return rt::sync::fenced || o == std::memory_order_release || o == std::memory_order_acq_rel ||
         o == std::memory_order_seq_cst;
}
inline bool acquires() {
  std::memory_order o = rt::sync::order;
  return rt::sync::fenced || o == std::memory_order_acquire || o == std::memory_order_acq_rel ||
         o == std::memory_order_seq_cst;
}

// From here on the calling thread takes no lock of the scheduler's, and asks the kernel for
// nothing.
class Price {
 public:
  explicit Price(rt::sync::SyncPoints& s)
      : points(s), locks(count()), calls(rt::sync::kernelcalls) {}

  void nothing(const std::string& way) {
    int taken = count() - locks;
    expect(taken == 0, way + " takes no lock", "sched.lock is taken " + show(taken) + "x",
           "the short way is paid for on every call: a lock there is one that all Ps fight for");
    int asked = rt::sync::kernelcalls - calls;
    expect(asked == 0, way + " asks the kernel for nothing",
           "the kernel is called " + show(asked) + "x",
           "the short way is paid for on every call: nobody sleeps there, yields, or wakes others "
           "who need not be woken");
  }

 private:
  int count() {  // whoever gets it unlocks it, by one exchange
    return points.hits("sched.lock.exchange");
  }
  rt::sync::SyncPoints& points;
  int locks, calls;
};

}  // namespace exercise
