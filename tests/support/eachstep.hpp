// Asks something about every thread at every step of a schedule, beside the explorer.
#pragma once
#include <watch.hpp>
#include <world.hpp>

namespace exercise {

struct EachStep : rt::sync::Watcher {
  bool on = false;
  explicit EachStep(rt::sync::World& w) : world(w) {}
  void begin() {
    rt::sync::Watcher* w = rt::sync::watcher.load();
    if (w != this) explorer = w;
    rt::sync::watcher.store(this);
    on = true;
  }

 protected:
  rt::sync::World& world;

 private:
  rt::sync::Watcher* explorer = nullptr;
  virtual void look(rt::M* mp) = 0;
  void point(const char* object, const char* op) override {
    explorer->point(object, op);
    if (!on) return;
    for (auto& mp : world.ms) look(mp.get());
    for (rt::M* mp = rt::sched.allm; mp; mp = mp->alllink) look(mp);
  }
  bool buffer(void* a, const void* v, size_t n) override { return explorer->buffer(a, v, n); }
  bool forward(const void* a, void* v, size_t n) override { return explorer->forward(a, v, n); }
  void drain() override { explorer->drain(); }
  void light() override { explorer->light(); }
  void heavy() override { explorer->heavy(); }
};

// A thread and its P name each other.
struct Wired final : EachStep {
  using EachStep::EachStep;

 private:
  void look(rt::M* mp) override {
    rt::sync::expect(!mp->p || mp->p->m == mp, "two threads have the same P");
  }
};

}  // namespace exercise
