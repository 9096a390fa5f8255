// For test.sync.cpp: what sched.lock protects is not even read without it. In most schedules a
// thread that peeps gets an answer that is as good, and the explorer sees nothing wrong. But in C++
// it is a data race, and a list that another thread is changing need not be a list.
#pragma once
#include <sched.hpp>
#include <sync_points.hpp>

namespace exercise {

// While one of these is there the lists of idle Ps and Ms are in order only under sched.lock.
// Whoever peeps finds them empty where they are not.
class UnderLock {
 public:
  explicit UnderLock(rt::sync::SyncPoints& s) : points(s) { hide(); }
  ~UnderLock() { show(); }

 private:
  void hide() {
    pidle = std::exchange(rt::sched.pidle, nullptr),
    midle = std::exchange(rt::sched.midle, nullptr);
    hidden = true;
    points.before("sched.lock.cas", [this] { show(); });
  }
  void show() {
    if (!hidden) return;
    rt::sched.pidle = pidle, rt::sched.midle = midle;
    hidden = false;
    points.before("sched.lock.exchange", [this] { hide(); });
  }
  rt::sync::SyncPoints& points;
  rt::P* pidle = nullptr;
  rt::M* midle = nullptr;
  bool hidden = false;
};

}  // namespace exercise
