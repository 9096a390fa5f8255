// Asks something about every thread at every step of a schedule, beside the explorer.
#pragma once
#include <beside.hpp>
#include <world.hpp>

namespace exercise {

struct EachStep : rt::sync::Beside {
  bool on = false;
  explicit EachStep(rt::sync::World& w) : world(w) {}
  void begin() {
    Beside::begin();
    on = true;
  }

 protected:
  rt::sync::World& world;

 private:
  virtual void look(rt::M* mp) = 0;
  void point(const char* object, const char* op) override {
    Beside::point(object, op);
    if (!on) return;
    for (auto& mp : world.ms) look(mp.get());
    for (rt::M* mp = rt::sched.allm; mp; mp = mp->alllink) look(mp);
  }
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
