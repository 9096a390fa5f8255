// Goroutines that keep Ps busy for ever, and one that waits for its turn meanwhile.
#pragma once
#include <atomic>
#include <chan.hpp>
#include <functional>
#include <runq.hpp>
#include <waitgroup.hpp>

#include "goroutines.hpp"

// A pattern is one goroutine or two, for one P. Each calls turn() once for each turn that it gets.
struct Busy {
  std::atomic<uint32_t> turns[4] = {};  // on each P
  std::atomic<bool> stop = false;
  void (*each)() = [] {};  // done in each turn
  rt::WaitGroup all;

  bool turn() {
    turns[rt::getg()->m->p->id].fetch_add(1, std::memory_order_relaxed);
    each();
    return !stop;
  }
  void start(std::function<void()> body) {
    all.Add(1);
    rt::go([this, body] {
      body();
      all.Done();
    });
  }

  void gosched() {
    for (int i = 0; i < 2; i++) {
      start([this] {
        while (turn()) rt::gosched();
      });
    }
  }
  // Each gives the token on as soon as it has got it, to the other one, who waits: through runnext.
  void relay(rt::Chan<bool>* in, rt::Chan<bool>* out) {
    start([=, this] {
      while (in->recv()) {
        if (!turn()) return out->close();
        out->send(true);
      }
    });
  }
  void token(rt::Chan<bool>* c) { relay(c, c), relay(c, c), c->send(true); }
  void pair(rt::Chan<bool>* ping, rt::Chan<bool>* pong) {
    relay(ping, pong), relay(pong, ping), ping->send(true);
  }
  void chain() {
    start([this] {
      if (turn()) chain();
    });
  }
};

// The calling goroutine goes into the global queue. Returns how many turns others have had on its P
// before its own.
inline uint32_t waits(Busy* busy) {
  static uint32_t before[4];
  rt::gopark(
      [](rt::G* gp, void* argument) {
        rt::casgstatus(gp, rt::Gwaiting, rt::Grunnable);
        rt::sched.lock.lock();
        rt::globrunqput(gp);
        for (int i = 0; i < 4; i++) before[i] = static_cast<Busy*>(argument)->turns[i];
        rt::sched.lock.unlock();
        return true;
      },
      busy, rt::waitReasonTest);
  int p = rt::getg()->m->p->id;
  return busy->turns[p] - before[p];
}
