#include <cstring>
#include <exploration.hpp>

namespace rt::sync {

constexpr size_t kStack = 256 * 1024;

extern "C" void hop(void** from, void* to);

void Exploration::add(std::string name, std::function<void()> body) {
  threads.emplace_back();
  Coroutine& t = threads.back();
  t.name = std::move(name), t.body = std::move(body);
  memory.begin(static_cast<int>(threads.size()) - 1, me);
  t.g = nullptr, t.object = "begins", t.op = "";
  t.done = t.yielded = t.handling = false, t.sleeping = nullptr;
  t.signalled = 0, t.locks = 0;
  if (stacks.empty()) stacks.emplace_back(new char[kStack]);
  t.stack = std::move(stacks.back());
  stacks.pop_back();
  // hop takes six registers and a return address from there. A function finds its stack eight
  // bytes short of a multiple of 16.
  auto top = reinterpret_cast<uintptr_t>(t.stack.get() + kStack) & ~uintptr_t{15};
  void** frame = reinterpret_cast<void**>(top) - 8;
  frame[6] = reinterpret_cast<void*>(+[] { current->begin(); });
  t.context = frame;
}

void Exploration::begin() {
  Coroutine& t = running();
  Races::inside = false;
  t.body();
  Races::inside = true;
  t.done = true;
  reschedule();
}

void Exploration::run(int chosen) {
  Coroutine& t = threads[static_cast<size_t>(chosen)];
  for (Coroutine& other : threads) {
    if (&other != &t) other.yielded = false;  // somebody else does something now
  }
  if (++steps > kMostSteps) fail("no end: more than 20,000 steps");
  if (logging) note(t.name + " " + t.object + (*t.op ? "." : "") + t.op);
  if (chosen == me) return;
  void** from = me < 0 ? &outside : &running().context;
  if (me >= 0) running().g = getg(), running().locks = locks;
  me = chosen;
  setg(t.g), locks = t.locks;
  hop(from, t.context);
}

// Leaves for good (it failed), or until there is something to do.
void Exploration::leave() {
  if (me >= 0) running().g = getg();
  void** from = &running().context;
  me = -1;
  Races::inside = true;
  setg(nullptr);
  hop(from, outside);
}

void Exploration::reschedule() {
  int chosen = next();
  if (chosen < 0) leave();
  else run(chosen);
}

// --- in place of the operating system ---

static Coroutine* self() { return current && current->me >= 0 ? &current->running() : nullptr; }

bool explored_sleep(const void* address, uint32_t value) {
  Coroutine* t = self();
  if (!t) return false;
  futexcalls++;
  Races::Inside explorer;
  const char *object = t->object, *op = t->op;
  current->point("futex", "wait");
  t->object = object, t->op = op;
  uint32_t word;
  memcpy(&word, address, sizeof word);
  if (current->models())
    word = static_cast<uint32_t>(current->memory.wait(current->me, address, word));
  if (word != value || current->older(2) > 0) return true;  // it may return for no reason
  futexsleeps++;
  t->sleeping = address;
  current->reschedule();
  return true;
}

bool explored_wake(const void* address, uint32_t count) {
  if (!self()) return false;
  futexcalls++;
  Races::Inside explorer;
  current->point("futex", "wake");
  if (current->models()) current->memory.wake(current->me, address);
  std::vector<Coroutine*> sleepers;
  for (Coroutine& t : current->threads) {
    if (t.sleeping == address) sleepers.push_back(&t);
  }
  for (; count > 0 && !sleepers.empty(); count--) {  // whom it wakes is the kernel's affair
    auto woken = sleepers.begin() + current->choose(static_cast<int>(sleepers.size()));
    (*woken)->sleeping = nullptr;
    sleepers.erase(woken);
  }
  return true;
}

bool explored_yield() {
  Coroutine* t = self();
  if (!t) return false;
  Races::Inside explorer;
  t->yielded = true;
  current->reschedule();
  return true;
}

int explored_self() { return self() ? current->me + 1 : 0; }

void explored_signal(int thread) {
  if (self() && thread > 0)
    current->threads[static_cast<size_t>(thread) - 1].signalled = current->scenario.late;
}

bool explored_thread(std::function<void()> body) {
  if (!self()) return false;
  Races::Inside explorer;
  current->add("new" + std::to_string(current->threads.size() + 1), std::move(body));
  return true;
}

}  // namespace rt::sync
