#include <signal.h>

#include <exploration.hpp>

namespace rt::sync {

int Exploration::choose(int options) {
  if (options == 1) return 0;
  if (at == path.size()) path.push_back({options, 0});
  if (path[at].options == 0) path[at].options = options;  // a replay
  if (path[at].options != options || path[at].taken >= options)
    fail("the scenario is not the same each time it runs");
  return path[at++].taken;
}

// The next schedule: the last decision that has an option left takes it.
bool Exploration::advance() {
  while (!path.empty() && path.back().taken + 1 == path.back().options) path.pop_back();
  if (path.empty()) return false;
  path.back().taken++;
  return true;
}

// Which thread goes on? Option 0 is the running one, if it can; if it waits for a while, the next
// in turn, or else two that wait for a third could take turns for ever. Any other costs a
// preemption. After a thread that sleeps or has finished, all have the same right. -1: none can.
int Exploration::next() {
  for (;;) {
    std::vector<int> options;
    int n = static_cast<int>(threads.size());
    bool going = me >= 0 && ready(running());
    bool first = going || (me >= 0 && running().yielded);
    if (going) options.push_back(me);
    for (int i = 1; i <= n && (!first || options.empty() || budget != 0); i++) {
      int other = (me + i) % n;
      if (other != me && ready(threads[static_cast<size_t>(other)])) options.push_back(other);
    }
    if (options.empty()) {  // those that only wait for a while may go on now
      bool some = false;
      for (Coroutine& t : threads) some |= t.yielded, t.yielded = false;
      if (!some) return -1;
      continue;
    }
    int chosen = options[static_cast<size_t>(choose(static_cast<int>(options.size())))];
    if (first && chosen != options[0]) budget--;
    return chosen;
  }
}

void Exploration::fail(const std::string& text) {
  if (why.empty()) why = text;
  if (me >= 0) leave();
  throw why;  // in setup or check
}

void Exploration::note(const std::string& step) {
  log += "  " + std::to_string(++logged) + " " + step + "\n";
}

void Exploration::remark(const std::string& text) {
  if (!logging) return;
  log.pop_back();
  log += ": " + text + "\n";
}

void Exploration::judge() {
  std::string asleep;
  for (Coroutine& t : threads) {
    if (t.sleeping)
      asleep += std::string(asleep.empty() ? "" : ", ") + t.name + " sleeps after " + t.object +
                "." + t.op;
  }
  if (!asleep.empty() && !scenario.sleepers) fail("deadlock: " + asleep);
  if (scenario.check) scenario.check();
}

// One schedule. False: it failed.
bool Exploration::schedule() {
  for (Coroutine& t : threads) stacks.push_back(std::move(t.stack));
  threads.clear();
  at = 0, steps = 0, budget = scenario.preemptions, stale = scenario.stale, me = -1;
  memory.forget(), races.forget();
  why.clear(), log.clear(), logged = 0;
  G* before = getg();
  try {
    if (scenario.setup) scenario.setup();
    for (auto& t : scenario.threads) add(t.name, t.body);
    int first = next();
    births = scenario.stale >= 0;
    if (first >= 0) run(first);
    births = false;
    if (why.empty()) judge();
  } catch (const std::string&) {
  }
  setg(before);
  return why.empty();
}

// A thread that follows a null pointer has failed, too. Its stack is a coroutine's; the handler has
// one of its own, and never returns to it.
struct Crashes {
  static constexpr size_t kSize = 64 * 1024;
  std::unique_ptr<char[]> stack{new char[kSize]};
  stack_t ours = {stack.get(), 0, kSize}, stack_before;
  struct sigaction before;
  Crashes() {
    sigaltstack(&ours, &stack_before);
    struct sigaction action = {};
    action.sa_handler = [](int) { current->fail("it crashes: a null pointer, or one to nowhere"); };
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    sigaction(SIGSEGV, &action, &before);
  }
  ~Crashes() {
    sigaction(SIGSEGV, &before, nullptr);
    sigaltstack(&stack_before, nullptr);
  }
};

constexpr int kOthers = 20;  // schedules that fail otherwise; each of them may be long
// True: one of the schedules fails (with these words). Only so many are tried; 0: all.
static bool fails(Exploration& e, uint64_t* tried, uint64_t most, const std::string& words = {}) {
  current = &e;
  watcher.store(&e, std::memory_order_release);
  int others = 0;
  do {
    ++*tried;
    if (!e.schedule()) {
      if (words.empty() || e.why == words) return true;
      if (++others == kOthers) return false;
    }
    e.path.resize(e.at);
  } while (*tried != most && e.advance());
  return false;
}

// Of all schedules with the same failure, one with the fewest interruptions and old values is the
// easiest to read. `found` becomes one, if it is among the first so many.
constexpr uint64_t kTried = 20'000;
static void shorten(std::unique_ptr<Exploration>& found, Scenario& s) {
  uint64_t tried = 0;
  int interruptions = s.preemptions - found->budget,
      olds = s.stale < 0 ? 0 : s.stale - found->stale;
  for (int all = 0; all < interruptions + olds; all++) {
    for (int old = 0; old <= std::min(all, olds); old++) {
      Scenario less = s;
      less.preemptions = all - old;
      if (s.preemptions >= 0 && less.preemptions > s.preemptions) continue;
      if (s.stale >= 0) less.stale = old;
      auto e = std::make_unique<Exploration>(less);
      bool shorter = fails(*e, &tried, kTried, found->why);
      if (shorter) s = less, found = std::move(e);
      if (shorter || tried >= kTried) return;
    }
  }
}

static Outcome report(std::unique_ptr<Exploration>& e) {
  Outcome o;
  std::string why = e->why;
  current = e.get();
  watcher.store(current, std::memory_order_release);
  e->path.resize(e->at);
  e->logging = true;
  e->schedule();  // the same once more, for the log
  o.failed = true;
  if (e->why != why) why += " (but not each time: something is kept from one run to the next)";
  o.why = why + "\n" + e->log;
  for (Decision& d : e->path) o.choices.push_back(d.taken);
  return o;
}

static Outcome go(Scenario s, const Outcome* again) {
  Crashes crashes;
  fatal_hook = [](const char* text) { current->fail(text); };
  Outcome o;
  uint64_t tried = 0;
  auto e = std::make_unique<Exploration>(s);
  if (again) {
    for (int taken : again->choices) e->path.push_back({0, taken});
  }
  if (fails(*e, &tried, again ? 1 : 0)) {
    if (!again) shorten(e, s);
    o = report(e);
  }
  o.schedules = tried;
  o.preemptions = s.preemptions, o.stale = s.stale;
  fatal_hook = nullptr;
  watcher.store(nullptr, std::memory_order_release);
  current = nullptr;
  return o;
}

Outcome explore(const Scenario& scenario) { return go(scenario, nullptr); }
Outcome replay(Scenario scenario, const Outcome& outcome) {
  scenario.preemptions = outcome.preemptions, scenario.stale = outcome.stale;
  return go(std::move(scenario), &outcome);
}

void expect(bool good, const std::string& what) {
  if (!good) current->fail(what);
}

}  // namespace rt::sync
