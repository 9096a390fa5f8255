// Holding real threads at their sync points, so that "sysmon retakes between these two lines" is a
// test and not luck.
#pragma once
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <watch.hpp>

namespace rt::sync {

// While one exists, every operation on an Atomic goes through it. A point is "p.status.cas".
class SyncPoints final : Watcher {
 public:
  SyncPoints() { watcher.store(this, std::memory_order_release); }
  ~SyncPoints() { watcher.store(nullptr, std::memory_order_release); }

  // The thread that reaches the point for the nth time from now on runs f first. What f does passes
  // no points.
  void before(const std::string& point, std::function<void()> f, int nth = 1);

  // The next thread that reaches the point waits there …
  void hold(const std::string& point);
  // … this one waits for it to arrive (at most 5 s: then the program ends, and says for what) …
  void reached(const std::string& point);
  // … and lets it go on.
  void release(const std::string& point);

  // How often the calling thread has passed the point, in its whole life.
  int hits(const std::string& point);

 private:
  struct Plan {
    std::function<void()> f;
    int countdown = 0;
    bool hold = false, held = false;
  };
  void point(const char* object, const char* op) override;

  std::mutex mutex;
  std::condition_variable changed;
  std::map<std::string, Plan> plans;
};

}  // namespace rt::sync
