// A queue of goroutines in an array. Go links the Gs: each points to the next. But a G that another
// CPU has put there is in no cache near this CPU, so taking a hundred means waiting for memory a
// hundred times in a row, while other threads wait for the lock. An array says at once where all of
// them are.
#pragma once
#include <cstdint>
#include <gqueue.hpp>

namespace rt {

// A ring that grows. It has no destructor, since threads may still be running after main returns.
class GDeque {
 public:
  bool empty() const { return begin == end; }
  uint32_t size() const { return end - begin; }
  G* operator[](uint32_t i) const { return at(begin + i); }
  G* head() const { return empty() ? nullptr : at(begin); }

  void pushBack(G* gp) {
    if (size() == capacity) grow();
    at(end++) = gp;
  }
  // Moves all of q here; q is empty afterwards. Go 1.21: runtime/proc.go, gQueue.pushBackAll
  void pushBackAll(GQueue& q) {
    while (G* gp = q.pop()) pushBack(gp);
  }

  G* pop() { return empty() ? nullptr : at(begin++); }
  G* popBack() { return empty() ? nullptr : at(--end); }
  // Removes the one at i, counted from the head; those before it keep their order.
  G* take(uint32_t i) {
    G* gp = at(begin + i);
    for (; i > 0; i--) at(begin + i) = at(begin + i - 1);
    begin++;
    return gp;
  }

 private:
  G*& at(uint32_t i) const { return slots[i & (capacity - 1)]; }
  void grow();

  G** slots = nullptr;
  uint32_t capacity = 0;  // a power of two
  uint32_t begin = 0, end = 0;
};

}  // namespace rt
