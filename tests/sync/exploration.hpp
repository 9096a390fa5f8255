// One exploration: its threads, and the tree of its decisions.
#pragma once
#include <deque>
#include <explorer.hpp>
#include <memory.hpp>
#include <memory>
#include <races.hpp>
#include <switch.hpp>
#include <watch.hpp>

namespace rt::sync {

// A thread of the scenario.
struct Coroutine {
  std::string name;
  std::function<void()> body;
  void* context;  // its stack pointer, while others run
  std::unique_ptr<char[]> stack;
  G* g;            // this thread's getg(), and …
  uint32_t locks;  // … its count of locks
  int signalled;   // a signal is on its way, and here after so many sync points at the latest
  bool handling;   // it is in the handler
  const char *object, *op;  // where it stands
  bool done, yielded;
  const void* sleeping;  // on this futex, or null
};

constexpr int kMostSteps = 20'000;  // longer schedules have no end

struct Decision {
  int options, taken;
};

struct Exploration final : Watcher {
  const Scenario scenario;
  std::deque<Coroutine> threads;  // a deque: what it holds does not move
  std::vector<std::unique_ptr<char[]>> stacks;
  std::vector<Decision> path;  // the decisions of this schedule
  size_t at = 0;
  void* outside;
  int me = -1;  // who runs; -1: setup, check or the explorer
  int steps = 0, budget = 0, stale = 0;
  std::string why, log;
  int logged = 0;
  bool logging = false;

  Memory memory{*this};
  Races races{*this};

  explicit Exploration(const Scenario& s) : scenario(s) {}

  // The tree: explorer.cpp.
  bool schedule();          // one schedule, along path; false: it failed
  bool advance();           // path is that of the next one; false: there is none
  int choose(int options);  // the next decision
  int next();               // who goes on; -1: nobody can
  void judge();
  [[noreturn]] void fail(const std::string& text);
  void note(const std::string& step);
  void remark(const std::string& text);  // on the step before

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
  void interrupt(Coroutine& t);
  bool models() override { return scenario.stale >= 0 && me >= 0; }
  uint64_t load(const void* object, uint64_t newest, std::memory_order order) override;
  uint64_t modify(const void* object, uint64_t newest, std::memory_order order,
                  const Compare* compare) override;
  bool store(const void* object, uint64_t newest, uint64_t value, std::memory_order order) override;
  bool spurious() override;
  void born(const void* object) override;
  void fence(std::memory_order order) override;
  void light() override;
  void heavy() override;
  int older(int options);  // which of so many stores, the newest first
};

inline Exploration* current = nullptr;  // there is one at a time

}  // namespace rt::sync
