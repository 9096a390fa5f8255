// For scenarios under the explorer: what sched.lock protects changes under it alone, in every
// schedule.
#pragma once
#include <beside.hpp>
#include <cstring>
#include <explorer.hpp>

#include "hand.hpp"

namespace exercise {

// Compares it between one who gives the lock back and the next one who takes it. Whatever has
// changed in between was changed by somebody who did not hold it.
struct LockGuard final : rt::sync::Beside {
  rt::M *allm, *midle;
  rt::P* pidle;
  int32_t mcount, nmidle, runqsize;
  bool on = false;

  // The first thing in a scenario's setup, which holds no lock, and the last.
  void rest() { on = false; }
  void begin() {
    Beside::begin();
    note();
    on = true;
  }

 private:
  void note() {
    allm = rt::sched.allm, midle = rt::sched.midle, pidle = rt::sched.pidle;
    mcount = rt::sched.mcount, nmidle = rt::sched.nmidle;
    runqsize = raw(rt::sched.runqsize)->load();
  }
  static void held(bool good, const char* what) {
    rt::sync::expect(good, std::string("somebody who did not hold sched.lock has changed ") + what);
  }
  void point(const char* object, const char* op) override {
    Beside::point(object, op);
    if (!on) return;
    bool looks = strcmp(op, "load") == 0;
    if (strcmp(object, "sched.npidle") == 0) held(looks || locked(), "the list of idle Ps");
    if (strcmp(object, "sched.runqsize") == 0) held(looks || locked(), "the global queue");
    if (strcmp(object, "sched.lock") != 0) return;
    if (locked()) return note();
    held(rt::sched.mcount == mcount && rt::sched.nmidle == nmidle, "mcount or nmidle");
    held(rt::sched.allm == allm && rt::sched.midle == midle, "a list of Ms");
    held(rt::sched.pidle == pidle, "the list of idle Ps");
    held(raw(rt::sched.runqsize)->load() == runqsize, "the global queue");
  }
};

}  // namespace exercise
