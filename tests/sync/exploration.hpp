// One exploration: its threads, and the tree of its decisions.
#pragma once
#include <ucontext.h>

#include <deque>
#include <explorer.hpp>
#include <memory>
#include <switch.hpp>
#include <watch.hpp>

namespace rt::sync {

struct Store {
  void* address;
  char value[8];
  size_t size;
  bool made;  // no compiler can make it later any more
  bool late;  // one of the scenario's; what follows reaches memory with it
};

// A thread of the scenario.
struct Coroutine {
  std::string name;
  std::function<void()> body;
  ucontext_t context;
  std::unique_ptr<char[]> stack;
  G* g;                     // this thread's getg()
  const char *object, *op;  // where it stands
  bool done, yielded;
  const void* sleeping;      // on this futex, or null
  std::deque<Store> buffer;  // .tso
};

constexpr int kMostSteps = 20'000;  // longer schedules have no end

struct Decision {
  int options, taken;
};

struct Exploration final : Watcher {
  const Scenario& scenario;
  std::deque<Coroutine> threads;  // a deque: what it holds does not move
  std::vector<std::unique_ptr<char[]>> stacks;
  std::vector<Decision> path;  // the decisions of this schedule
  size_t at = 0;
  ucontext_t outside;
  int me = -1;  // who runs; -1: setup, check or the explorer
  int steps = 0, budget = 0;
  std::string why, log;
  int logged = 0;
  bool logging = false;

  explicit Exploration(const Scenario& s) : scenario(s) {}

  // The tree: explorer.cpp.
  bool schedule();          // one schedule, along path; false: it failed
  bool advance();           // path is that of the next one; false: there is none
  int choose(int options);  // the next decision
  int next();               // who goes on; -1: nobody can
  void judge();
  [[noreturn]] void fail(const std::string& text);
  void note(const std::string& step);

  // The threads: coroutines.cpp.
  void add(std::string name, std::function<void()> body);
  void begin();
  void run(int chosen);
  void leave();
  void reschedule();
  bool ready(const Coroutine& t) const { return !t.done && !t.sleeping && !t.yielded; }
  Coroutine& running() { return threads[static_cast<size_t>(me)]; }

  // What they do: watcher.cpp.
  void point(const char* object, const char* op) override;
  bool buffer(void* address, const void* value, size_t size) override;
  bool forward(const void* address, void* value, size_t size) override;
  void drain() override;
  void light() override;
  void heavy() override;
  void flush(Coroutine& t, size_t n);
  static size_t step(const Coroutine& t);  // how many stores reach memory at a time
};

inline Exploration* current = nullptr;  // there is one at a time

}  // namespace rt::sync
