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
  Coroutine& t = running();
  t.object = object, t.op = op;
  if (!among(scenario.at, object)) {
    if (++steps > kMostSteps) fail("no end: more than 20,000 steps");
    return note(t.name + " " + object + "." + op);
  }
  reschedule();
}

void Exploration::flush(Coroutine& t, size_t n) {
  for (; n > 0 && !t.buffer.empty(); n--) {
    Store& s = t.buffer.front();
    memcpy(s.address, s.value, s.size);
    t.buffer.pop_front();
    note(t.name + "'s store reaches memory");
  }
}

// The first, and those behind it that make no difference of their own.
size_t Exploration::step(const Coroutine& t) {
  size_t n = 1;
  while (n < t.buffer.size() && !t.buffer[n].late) n++;
  return n;
}

bool Exploration::buffer(void* address, const void* value, size_t size) {
  if (me < 0 || !scenario.tso) return false;
  Coroutine& t = running();
  if (t.buffer.empty()) {
    if (budget == 0 || !among(scenario.late, t.object) || choose(2) == 0) return false;
    budget--;
  }
  t.buffer.push_back({address, {}, size, false, among(scenario.late, t.object)});
  memcpy(t.buffer.back().value, value, size);
  return true;
}

bool Exploration::forward(const void* address, void* value, size_t size) {
  if (me < 0) return false;
  auto& buffer = running().buffer;
  auto newest =
      std::find_if(buffer.rbegin(), buffer.rend(), [&](Store& s) { return s.address == address; });
  if (newest == buffer.rend()) return false;
  memcpy(value, newest->value, size);
  return true;
}

void Exploration::drain() {
  if (me >= 0) flush(running(), SIZE_MAX);
}

void Exploration::light() {
  if (me < 0) return;
  for (Store& s : running().buffer) s.made = true;
}

// A store that the compiler may still put behind a later load has not been made, and no fence on
// another CPU brings it into memory.
void Exploration::heavy() {
  if (me < 0) return;
  point("membarrier", "call");
  drain();
  for (Coroutine& t : threads) {
    auto made = [](const Store& s) { return s.made; };
    flush(t, static_cast<size_t>(std::count_if(t.buffer.begin(), t.buffer.end(), made)));
  }
}

}  // namespace rt::sync
