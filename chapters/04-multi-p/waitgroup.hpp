// Waits for a number of goroutines to be done, on however many threads they run.
#pragma once
#include <waitq.hpp>

namespace rt {

// Goroutines on all Ps may be done at the same time, and each of them changes the counter. A Done
// must learn in the same step whether somebody waits. So the number of those that wait is in the
// same word, and Done is one atomic operation on it. Only a Wait that must sleep, and the Done that
// wakes it, need the lock and the queue.
// Go 1.21: sync/waitgroup.go
class WaitGroup {
 public:
  void Add(int delta);  // a negative counter ends the program, as in Go
  void Done() { Add(-1); }
  void Wait();  // sleeps until the counter is zero

 private:
  Atomic<uint64_t, "waitgroup.state"> state = 0;  // the counter; in its low half, how many wait
  WaitLock lock;
  WaitQ waiters;
};

}  // namespace rt
