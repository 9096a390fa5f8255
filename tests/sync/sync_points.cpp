#include <chrono>
#include <explorer.hpp>
#include <fatal.hpp>
#include <sync_points.hpp>

namespace rt::sync {

static thread_local bool busy;  // in here, or in what a test does at a point
static thread_local std::map<std::string, int> passed;

void SyncPoints::before(const std::string& point, std::function<void()> f, int nth) {
  std::lock_guard guard(mutex);
  plans[point].f = std::move(f);
  plans[point].countdown = nth;
}

void SyncPoints::hold(const std::string& point) {
  std::lock_guard guard(mutex);
  plans[point].hold = true;
}

void SyncPoints::reached(const std::string& point) {
  std::unique_lock lock(mutex);
  if (!changed.wait_for(lock, std::chrono::seconds(5), [&] { return plans[point].held; }))
    fatal("nobody reached %s within 5 seconds", point.c_str());
}

void SyncPoints::release(const std::string& point) {
  std::lock_guard guard(mutex);
  plans[point].hold = plans[point].held = false;
  changed.notify_all();
}

int SyncPoints::hits(const std::string& point) { return passed[point]; }

// Nobody is preempted in here (chapter 10): whoever has our mutex, or malloc's, would wait for a P,
// and those with a P for the mutex, sched.lock in hand.
void SyncPoints::point(const char* object, const char* op) {
  if (busy) return;
  busy = true;
  locks++;
  std::string name = std::string(object) + "." + op;
  passed[name]++;
  std::function<void()> f;
  {
    std::unique_lock lock(mutex);
    if (auto found = plans.find(name); found != plans.end()) {
      Plan& plan = found->second;
      if (plan.countdown > 0 && --plan.countdown == 0) f = std::move(plan.f);
      if (plan.hold && !plan.held) {
        plan.held = true;
        changed.notify_all();
        if (!changed.wait_for(lock, std::chrono::seconds(10), [&] { return !plan.held; }))
          fatal("nobody released %s within 10 seconds", name.c_str());
      }
    }
  }
  if (f) f();
  locks--;
  busy = false;
}

}  // namespace rt::sync
