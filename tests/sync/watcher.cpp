#include <algorithm>
#include <cstring>
#include <exploration.hpp>

namespace rt::sync {

// No names: all objects.
static bool among(const std::vector<const char*>& names, const char* object) {
  auto same = [&](const char* name) { return strcmp(name, object) == 0; };
  return names.empty() || std::any_of(names.begin(), names.end(), same);
}

void Exploration::point(const char* object, const char* op) {
  if (me < 0) return;
  Races::Inside explorer;
  Coroutine& t = running();
  t.object = object, t.op = op;
  if (!among(scenario.at, object)) {
    if (++steps > kMostSteps) fail("no end: more than 20,000 steps");
    if (logging) note(t.name + " " + object + "." + op);
  } else {
    reschedule();
  }
  if (t.signalled == 0 || t.handling) return;
  if (--t.signalled == 0 || choose(2) == 1) interrupt(t);
}

// A signal comes before the operation. While it is handled no other does.
void Exploration::interrupt(Coroutine& t) {
  if (logging) note(t.name + " is interrupted by a signal");
  const char *object = t.object, *op = t.op;
  t.signalled = 0, t.handling = true;
  Races::inside = false;
  handler();
  Races::inside = true;
  t.handling = false;
  t.object = object, t.op = op;
}

int Exploration::older(int options) {
  if (stale <= 0 || !among(scenario.stale_at, running().object)) return 0;
  int taken = choose(options);
  if (taken > 0) stale--;
  return taken;
}

uint64_t Exploration::load(const void* object, uint64_t newest, std::memory_order order) {
  if (!models()) return newest;
  Races::Inside explorer;
  return memory.load(me, object, newest, order);
}
uint64_t Exploration::modify(const void* object, uint64_t newest, std::memory_order order,
                             const Compare* compare) {
  Races::Inside explorer;
  return memory.modify(me, object, newest, order, compare);
}
bool Exploration::store(const void* object, uint64_t newest, uint64_t value,
                        std::memory_order order) {
  if (!models()) return true;
  Races::Inside explorer;
  return memory.store(me, object, newest, value, order);
}
bool Exploration::spurious() {
  if (!models() || older(2) == 0) return false;
  Races::Inside explorer;
  remark("fails for no reason");
  return true;
}
void Exploration::born(const void* object) {
  if (!models()) return;
  Races::Inside explorer;
  memory.born(me, object);
}
// Where a fence stands among those of other threads is a decision of its own.
void Exploration::fence(std::memory_order order) {
  if (order == std::memory_order_seq_cst) point("fence", "seq_cst");
  if (!models()) return;
  Races::Inside explorer;
  memory.fence(me, order);
}
void Exploration::light() {
  point("fence", "light");
  Races::Inside explorer;
  if (models()) memory.light(me);
}
void Exploration::heavy() {
  if (me < 0) return;
  point("fence", "heavy");
  Races::Inside explorer;
  if (models()) memory.heavy(me);
}

}  // namespace rt::sync
