// Taking Ps out of system calls: by sysmon, and by threads that come back and have lost their own.
#pragma once
#include <sched.hpp>

namespace rt {

// One attempt: want() for each P, one fence() for all of them, take() for each. As long as it is
// there it holds sched.taking, so that there is one at a time, and a goroutine that comes back
// meanwhile, and sees that its P is wanted, waits until it is known who was first.
class Taking {
 public:
  Taking() { sched.taking.lock(); }
  ~Taking() { sched.taking.unlock(); }
  Taking(const Taking&) = delete;

  // No: pp is in no call.
  bool want(P* pp);
  // After it each of those goroutines sees that it is wanted, at the latest when it comes back; or
  // take sees that it is back already.
  void fence();
  // Yes: pp is the caller's, and idle. No: its goroutine has come back, and has it.
  bool take(P* pp);

 private:
  bool heavy = false;  // one of them has no fence of its own
};

}  // namespace rt
