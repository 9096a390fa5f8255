#include <explorer.hpp>

#include <ucontext.h>

#include <algorithm>
#include <cstring>
#include <deque>
#include <memory>
#include <switch.hpp>
#include <watch.hpp>

namespace rt::sync {
namespace {

constexpr size_t kStack = 256 * 1024;
constexpr int kMostSteps = 20'000;

struct Store {
  void* address;
  char value[8];
  size_t size;
};

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

struct Decision {
  int options, taken;
};

// One exploration. There is one at a time.
struct Explorer;
Explorer* current = nullptr;

struct Explorer final : Watcher {
  const Scenario& scenario;
  std::deque<Coroutine> threads;  // a deque: what it holds does not move
  std::vector<std::unique_ptr<char[]>> stacks;
  std::vector<Decision> path;  // the decisions of this schedule; the first `fixed` are given
  size_t at = 0;
  ucontext_t outside;
  int me = -1;  // who runs; -1: setup, check or the explorer
  int steps = 0, budget = 0;
  std::string why, log;
  int logged = 0;
  bool logging = false;

  explicit Explorer(const Scenario& s) : scenario(s) {}

  // --- decisions ---

  int choose(int options) {
    if (options == 1) return 0;
    if (at == path.size()) path.push_back({options, 0});
    if (path[at].options == 0) path[at].options = options;  // a replay
    if (path[at].options != options || path[at].taken >= options)
      fail("the scenario is not the same each time it runs");
    return path[at++].taken;
  }

  // The next schedule: the last decision that has an option left takes it.
  bool advance() {
    while (!path.empty() && path.back().taken + 1 == path.back().options) path.pop_back();
    if (path.empty()) return false;
    path.back().taken++;
    return true;
  }

  bool ready(const Coroutine& t) const { return !t.done && !t.sleeping && !t.yielded; }

  // Who goes on? Option 0 is the one that runs, if it can; if it waits for a while, the next one in
  // turn, lest two that wait for a third take turns for ever. Any other costs a preemption. After one
  // that sleeps or has finished everybody has the same right. -1: nobody can.
  int next() {
    for (;;) {
      std::vector<int> options;
      int n = static_cast<int>(threads.size());
      bool going = me >= 0 && ready(threads[static_cast<size_t>(me)]);
      bool first = going || (me >= 0 && threads[static_cast<size_t>(me)].yielded);
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
      std::vector<Coroutine*> full;
      for (Coroutine& t : threads) {
        if (!t.buffer.empty()) full.push_back(&t);
      }
      int taken = choose(static_cast<int>(options.size() + full.size()));
      if (taken >= static_cast<int>(options.size())) {
        flush(*full[static_cast<size_t>(taken) - options.size()], 1);
        continue;
      }
      int chosen = options[static_cast<size_t>(taken)];
      if (first && chosen != options[0]) budget--;
      return chosen;
    }
  }

  // --- going from one to another ---

  void run(int chosen) {
    Coroutine& t = threads[static_cast<size_t>(chosen)];
    for (Coroutine& other : threads) {
      if (&other != &t) other.yielded = false;  // somebody else does something now
    }
    if (++steps > kMostSteps) fail("no end: more than 20,000 steps");
    note(t.name + " " + t.object + (*t.op ? "." : "") + t.op);
    if (chosen == me) return;
    ucontext_t* from = me < 0 ? &outside : &threads[static_cast<size_t>(me)].context;
    if (me >= 0) threads[static_cast<size_t>(me)].g = getg();
    me = chosen;
    setg(t.g);
    swapcontext(from, &t.context);
  }

  // Leaves for good (it failed), or until there is something to do.
  void leave() {
    if (me >= 0) threads[static_cast<size_t>(me)].g = getg();
    ucontext_t* from = &threads[static_cast<size_t>(me)].context;
    me = -1;
    setg(nullptr);
    swapcontext(from, &outside);
  }

  void reschedule() {
    int chosen = next();
    if (chosen < 0) leave();
    else run(chosen);
  }

  [[noreturn]] void fail(const std::string& text) {
    if (why.empty()) why = text;
    if (me >= 0) leave();
    throw why;  // in setup or check
  }

  void note(const std::string& step) {
    if (logging) log += "  " + std::to_string(++logged) + " " + step + "\n";
  }

  // --- what threads do ---

  void point(const char* object, const char* op) override {
    if (me < 0) return;
    Coroutine& t = threads[static_cast<size_t>(me)];
    t.object = object, t.op = op;
    auto same = [&](const char* name) { return strcmp(name, object) == 0; };
    if (!scenario.at.empty() && std::none_of(scenario.at.begin(), scenario.at.end(), same)) {
      if (++steps > kMostSteps) fail("no end: more than 20,000 steps");
      return note(t.name + " " + object + "." + op);
    }
    reschedule();
  }

  void flush(Coroutine& t, size_t n) {
    for (; n > 0 && !t.buffer.empty(); n--) {
      Store& s = t.buffer.front();
      memcpy(s.address, s.value, s.size);
      t.buffer.pop_front();
      note(t.name + "'s store reaches memory");
    }
  }

  bool buffer(void* address, const void* value, size_t size) override {
    if (me < 0 || !scenario.tso) return false;
    Coroutine& t = threads[static_cast<size_t>(me)];
    if (t.buffer.empty()) {
      if (budget == 0 || choose(2) == 0) return false;
      budget--;
    }
    t.buffer.push_back({address, {}, size});
    memcpy(t.buffer.back().value, value, size);
    return true;
  }

  bool forward(const void* address, void* value, size_t size) override {
    if (me < 0) return false;
    auto& buffer = threads[static_cast<size_t>(me)].buffer;
    auto newest = std::find_if(buffer.rbegin(), buffer.rend(),
                               [&](Store& s) { return s.address == address; });
    if (newest == buffer.rend()) return false;
    memcpy(value, newest->value, size);
    return true;
  }

  void drain() override {
    if (me >= 0) flush(threads[static_cast<size_t>(me)], SIZE_MAX);
  }

  static void entry() { current->begin(); }
  void begin() {
    Coroutine& t = threads[static_cast<size_t>(me)];
    t.body();
    drain();
    t.done = true;
    reschedule();
  }

  void add(std::string name, std::function<void()> body) {
    threads.emplace_back();
    Coroutine& t = threads.back();
    t.name = std::move(name), t.body = std::move(body);
    t.g = nullptr, t.object = "begins", t.op = "";
    t.done = t.yielded = false, t.sleeping = nullptr;
    if (stacks.empty()) stacks.emplace_back(new char[kStack]);
    t.stack = std::move(stacks.back());
    stacks.pop_back();
    getcontext(&t.context);
    t.context.uc_stack.ss_sp = t.stack.get();
    t.context.uc_stack.ss_size = kStack;
    t.context.uc_link = nullptr;
    makecontext(&t.context, entry, 0);
  }

  void judge() {
    std::string asleep;
    for (Coroutine& t : threads) {
      flush(t, SIZE_MAX);
      if (t.sleeping)
        asleep += std::string(asleep.empty() ? "" : ", ") + t.name + " sleeps after " + t.object +
                  "." + t.op;
    }
    if (!asleep.empty() && !scenario.sleepers) fail("deadlock: " + asleep);
    if (scenario.check) scenario.check();
  }

  // One schedule. False: it failed.
  bool schedule() {
    for (Coroutine& t : threads) stacks.push_back(std::move(t.stack));
    threads.clear();
    at = 0, steps = 0, budget = scenario.preemptions, me = -1;
    why.clear(), log.clear(), logged = 0;
    G* before = getg();
    try {
      if (scenario.setup) scenario.setup();
      for (auto& t : scenario.threads) add(t.name, t.body);
      int first = next();
      if (first >= 0) run(first);
      if (why.empty()) judge();
    } catch (const std::string&) {
    }
    setg(before);
    return why.empty();
  }
};

}  // namespace

static Outcome go(const Scenario& scenario, const std::vector<int>* given) {
  Explorer e(scenario);
  current = &e;
  watcher.store(&e, std::memory_order_release);
  fatal_hook = [](const char* text) { current->fail(text); };
  Outcome o;
  bool good;
  if (given) {
    for (int taken : *given) e.path.push_back({0, taken});
  }
  do {
    good = e.schedule();
    o.schedules++;
  } while (good && !given && e.advance());
  if (!good) {
    e.path.resize(e.at);
    e.logging = true;
    e.schedule();  // the same once more, for the log
    o.failed = true;
    o.why = e.why + "\n" + e.log;
    for (Decision& d : e.path) o.choices.push_back(d.taken);
  }
  fatal_hook = nullptr;
  watcher.store(nullptr, std::memory_order_release);
  current = nullptr;
  return o;
}

Outcome explore(const Scenario& scenario) { return go(scenario, nullptr); }
Outcome replay(const Scenario& scenario, const std::vector<int>& choices) {
  return go(scenario, &choices);
}

void expect(bool good, const std::string& what) {
  if (!good) current->fail(what);
}

// --- what stands in for the operating system ---

static Coroutine* self() {
  return current && current->me >= 0 ? &current->threads[static_cast<size_t>(current->me)]
                                     : nullptr;
}

bool explored_sleep(const void* address, uint32_t value) {
  Coroutine* t = self();
  if (!t) return false;
  if (!t->buffer.empty()) current->point("futex", "sleep");  // a last chance for others
  current->drain();
  uint32_t word;
  memcpy(&word, address, sizeof word);
  if (word != value) return true;
  t->sleeping = address;
  current->reschedule();
  return true;
}

bool explored_wake(const void* address, uint32_t count) {
  if (!self()) return false;
  current->drain();
  for (Coroutine& t : current->threads) {
    if (t.sleeping == address && count > 0) t.sleeping = nullptr, count--;
  }
  return true;
}

bool explored_yield() {
  Coroutine* t = self();
  if (!t) return false;
  current->drain();  // long before a wait is over
  t->yielded = true;
  current->reschedule();
  return true;
}

bool explored_thread(std::function<void()> body) {
  if (!self()) return false;
  current->add("new" + std::to_string(current->threads.size() + 1), std::move(body));
  return true;
}

}  // namespace rt::sync
