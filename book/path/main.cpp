// The way into a system call and the three ways back, told by themselves: each atomic operation
// that changes something, by its name in the source, in the order in which the thread makes them.
// It lies on top of chapter 7 and of tests/sync, in which every operation on an Atomic is seen.
#include <atomic>
#include <cstdio>
#include <cstring>
#include <entersyscall.hpp>
#include <run.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <string>
#include <switch.hpp>
#include <sysmon.hpp>
#include <watch.hpp>

using namespace rt;

static thread_local bool listening;
static std::string heard;
static std::atomic<bool> running, stop;

struct Listener final : sync::Watcher {
  void point(const char* object, const char* op) override {
    if (!listening) return;
    if (!strcmp(object, "m.park")) listening = false, stop = true;  // it goes to sleep
    else if (strcmp(op, "load")) heard += std::string("  ") + object + "." + op + "\n";
  }
};

static void tell(const char* what) {
  printf("%s\n%s", what, heard.c_str());
  heard.clear();
}

// As sysmon does when it has seen the call twice.
static void retaken(P* pp) {
  uint32_t status = Psyscall;
  if (pp->status.compare_exchange_strong(status, Pidle, memory_order_acq_rel, memory_order_relaxed))
    nexttick(pp->syscalltick), handoffp(pp);
}

static void enter(bool listen) {
  listening = listen;
  entersyscall();
  listening = false;
}

static void back() {
  listening = true;
  exitsyscall();
  listening = false;
}

// sysmon may be there first, or be in its deep sleep: then it was another way. Try again.
static bool by(const char* name) { return heard.find(name) != std::string::npos; }

int main() {
  static Listener listener;
  sync::watcher = &listener;
  GOMAXPROCS(2);
  run([] {
    for (bool done = false; !done;) {
      enter(true);
      std::string in = heard;
      heard.clear();
      back();
      done = !by("sched.lock");
      if (!done) continue;
      heard.swap(in);
      tell("entersyscall");
      heard.swap(in);
      tell("exitsyscall, and nobody has touched oldp");
    }
    do {
      heard.clear();
      enter(false);
      retaken(getg()->m->oldp);
      while (sched.npidle.load(memory_order_seq_cst) == 0) rt::usleep(20);
      back();
    } while (by("sysmon"));
    tell("exitsyscall, oldp is gone, but a P is idle");
  });
  GOMAXPROCS(1);
  run([] {
    go([] {
      running = true;
      while (!stop) {
      }
    });
    enter(false);
    retaken(getg()->m->oldp);
    while (!running) rt::usleep(20);
    back();
    tell("exitsyscall, and there is no P, until this thread sleeps");
  });
}
