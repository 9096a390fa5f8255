#include <cstring>
#include <exploration.hpp>

namespace rt::sync {

constexpr size_t kStack = 256 * 1024;

void Exploration::add(std::string name, std::function<void()> body) {
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
  makecontext(
      &t.context, [] { current->begin(); }, 0);
}

void Exploration::begin() {
  Coroutine& t = running();
  t.body();
  drain();
  t.done = true;
  reschedule();
}

void Exploration::run(int chosen) {
  Coroutine& t = threads[static_cast<size_t>(chosen)];
  for (Coroutine& other : threads) {
    if (&other != &t) other.yielded = false;  // somebody else does something now
  }
  if (++steps > kMostSteps) fail("no end: more than 20,000 steps");
  note(t.name + " " + t.object + (*t.op ? "." : "") + t.op);
  if (chosen == me) return;
  ucontext_t* from = me < 0 ? &outside : &running().context;
  if (me >= 0) running().g = getg();
  me = chosen;
  setg(t.g);
  swapcontext(from, &t.context);
}

// Leaves for good (it failed), or until there is something to do.
void Exploration::leave() {
  if (me >= 0) running().g = getg();
  ucontext_t* from = &running().context;
  me = -1;
  setg(nullptr);
  swapcontext(from, &outside);
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
  if (!t->buffer.empty()) current->point("futex", "sleep");  // a last chance for others
  current->drain();
  uint32_t word;
  memcpy(&word, address, sizeof word);
  if (word != value) return true;
  futexsleeps++;
  t->sleeping = address;
  current->reschedule();
  return true;
}

bool explored_wake(const void* address, uint32_t count) {
  if (!self()) return false;
  futexcalls++;
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
