// Waits for a number of goroutines to be done.
#pragma once
#include <waitq.hpp>

namespace rt {

// Go 1.21: sync/waitgroup.go
class WaitGroup {
 public:
  void Add(int delta);  // a negative counter ends the program, as in Go
  void Done() { Add(-1); }
  void Wait();  // sleeps until the counter is zero

 private:
  WaitLock lock;
  int counter = 0;
  WaitQ waiters;
};

}  // namespace rt
