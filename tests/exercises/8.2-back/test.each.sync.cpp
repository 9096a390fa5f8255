// Exercise 8.2, each way with the moments in it: when the P is lost, who may be touched by then,
// and what it costs. And a goroutine that has queued comes back on another thread.
#include "way.hpp"

#include <watch.hpp>

using namespace rt;
using namespace exercise;

static const char* kHolds =
    "while somebody holds the goroutine it stays in Gsyscall: looking at the state and changing it "
    "are one step, casfromGsyscall's";
static const char* kYield =
    "whoever waits for the bit gives its CPU away now and then: the thread that holds the "
    "goroutine "
    "may need it. casfromGsyscall does so";
static const char* kPrice =
    "the short ways are short: with the old P there is one atomic read-modify-write, the one that "
    "makes the goroutine Grunning, and no lock; an idle P costs exitsyscallTryGetP's";

enum When { kBefore, kLate, kHeld };  // is P 0 lost: before, at the swap, while another holds us

struct Moments final : sync::Watcher {
  const Way& way;
  When when;
  M* other;  // runs the goroutine when it has queued
  int looks = 0, rmws = 0, locks = 0, asked = 0, looked = 0, kernel = sync::kernelcalls;
  bool busy = false, over = false, acquired = false;

  Moments(const Way& w, When moment, M* m3) : way(w), when(moment), other(m3) {}

  bool queued() { return sched.slowexits.load(memory_order_relaxed) > 0; }
  // Before the swap nobody looks at a P. Afterwards not at one that is another thread's.
  void guard(bool before) {
    ps[0]->take_back(), ms[0]->take_back();
    if (before) {
      leave_alone(0, kFirst);
      leave_alone(*ms[0], &ms[0]->p, &ms[0]->p + 1, "m.p while the goroutine is in Gsyscall",
                  kFirst);
    } else if (way.lost >= kElsewhere) {
      leave_alone(0, kPm);
    }
  }
  void loses() {
    ps[0]->take_back(), ms[0]->take_back();
    way.loses();
    Way::note();
  }

  // The goroutine is still in Gsyscall.
  void before(bool state, const std::string& op, std::memory_order order) {
    expect(state, "first the goroutine is Grunning", "it is in Gsyscall at " + op, kFirst);
    expect(!op.ends_with(".store"), "it becomes Grunning in one step, which fails while it is held",
           "the state is stored, whatever it is by now", kHolds);
    bool swap = !op.ends_with(".load");
    looks++;
    if (swap) acquired = order != memory_order_relaxed && order != memory_order_release;
    if (when == kLate && looks == 1) loses();
    if (when == kHeld && status(gs[0]) == Gscansyscall) {
      bool yields = sync::kernelcalls > kernel;
      expect(looks < 300, "between two looks the thread gives its CPU to others",
             "it looks again and again, and never does", kYield);
      if (looks >= 3 && yields) {
        loses();
        gs[0]->atomicstatus.store(Gsyscall, memory_order_relaxed);
      }
    }
    bool now = swap && status(gs[0]) == Gsyscall;
    guard(!now);
    if (now) kernel = sync::kernelcalls;
  }

  void cost() {
    expect(sync::kernelcalls == kernel, "the kernel is asked for nothing", "it is called", kWait);
  }

  // It is Grunning, and has not queued.
  void after(const std::string& op) {
    cost();
    if (op == "sched.lock.cas" || op == "sched.lock.exchange") locks++;
    if (op == "p.syscallg.load") asked++;
    if (op == "sched.npidle.load") looked++;
    expect(asked <= 1 && looked <= 2, "exitsyscallTryGetP is called once", "it is called again",
           kWait);
    bool idle = !way.queues() && way.lost != kThere && way.lost != kInCall;
    expect(locks <= (idle ? 2 : 0), idle ? "sched.lock is taken once" : "no lock is taken",
           idle ? "it is taken again" : "sched.lock is taken", kPrice);
  }

  void point(const char* object, const char* op) override {
    if (busy || over) return;
    std::memory_order order = sync::order;  // what follows here has orders, too
    busy = true;
    std::string name = std::string(object) + "." + op;
    uint32_t now = status(gs[0]);
    rmws += strcmp(op, "load") != 0 && strcmp(op, "store") != 0;
    if ((now & ~Gscan) == Gsyscall) before(strcmp(object, "g.status") == 0, name, order);
    else if (!queued()) after(name);
    if (now == Grunnable)
      expect(!ms[0]->oldp, "m.oldp = null when others can run the goroutine", "it is still there",
             kOldp);
    if (name == "m.park.load" && other && sched.runq.head() == gs[0]) moves();
    busy = false;
  }

  // Another thread runs the goroutine. M 1 is none of its business any more.
  void moves() {
    G* before = getg();
    ms[0]->give_away("M 1 when goroutine 1 runs on M 3", kStale);
    static M* m3;
    m3 = other, other = nullptr;
    mstart(m3, m3->g0, [] {
      acquirep(ps[1]);
      schedule();
    });
    ms[0]->take_back();
    setg(before);
  }
};

static Moments* moments;

static void comes(Lost lost, bool idle, When when, bool moves) {
  static const char* whens[] = {"", ". It is lost at the last moment",
                                ". The goroutine comes back while somebody holds it"};
  Way way{lost, idle};
  judge(way.name() + whens[when] + (moves ? ". Another thread, M 3, runs the goroutine then" : ""),
        [=] {
          crash_breaks("the goroutine comes back with a P", moves ? kStale : kAcquire);
          loop_breaks("the way back comes to an end", kWait);
          way.setup(moves ? 2 : 1);
          if (when == kBefore) way.loses();
          if (when == kHeld) gs[0]->atomicstatus.store(Gscansyscall, memory_order_relaxed);
          Moments m(way, when, moves ? newthread(3) : nullptr);
          moments = &m;
          Way::started = [] { moments->guard(true), sync::watcher.store(moments); };
          Way::returned = [] {
            moments->over = true;
            bool on1 = getg()->m == ms[0];
            ps[0]->take_back();
            if (on1) ms[0]->take_back();
          };
          way.comesback();
          sync::watcher.store(nullptr);
          if (!way.queues()) m.cost();
          expect(m.acquired || sync::fenced, "the swap acquires", "its order is weaker",
                 "whoever held the goroutine has released what became of m.p: the way out of "
                 "Gsyscall acquires it");
          if (lost == kThere && when != kHeld)
            expect(m.rmws <= 1, "one atomic read-modify-write", show(m.rmws) + " of them", kPrice);
        });
}

TEST_CASE("all ways, at all moments") {
  for (When when : {kBefore, kLate, kHeld})
    for (bool idle : {true, false})
      for (Lost lost : {kThere, kInCall, kIdle, kElsewhere, kBlocked})
        for (bool moves : {false, true}) {
          if (moves && !Way{lost, idle}.queues()) continue;
          if (when != kBefore && lost == kBlocked) continue;  // nobody can take what is not there
          comes(lost, idle, when, moves);
        }
}
