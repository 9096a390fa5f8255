#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <exploration.hpp>
#include <map>
#include <string>

namespace rt::sync {

Races::Cell& Races::cell(uintptr_t object) {
  for (size_t i = object * 0x9e3779b97f4a7c15u >> 20;; i++) {
    Cell& c = cells[i & (cells.size() - 1)];  // a power of two
    if (c.schedule != schedule) {
      if (2 * ++known > cells.size()) return grow(), cell(object);
      c.schedule = schedule, c.object = object, c.uses.clear();
    }
    if (c.object == object) return c;
  }
}

void Races::grow() {
  std::vector<Cell> before(2 * cells.size());
  before.swap(cells);
  known = 0;
  for (Cell& c : before) {
    if (c.schedule == schedule) cell(c.object).uses = std::move(c.uses);
  }
}

extern "C" const char __executable_start;  // by the linker

// "lock.hpp:27", where the program has been compiled with -g.
static std::string line(const void* code) {
  static std::map<const void*, std::string> known;
  if (auto it = known.find(code); it != known.end()) return it->second;
  char command[200], text[1000] = "";
  snprintf(command, sizeof command, "addr2line -s -e /proc/%d/exe %#tx 2>/dev/null", getpid(),
           static_cast<const char*>(code) - 1 - &__executable_start);
  fflush(nullptr);  // or the child prints it once more
  if (FILE* f = popen(command, "r")) {
    if (!fgets(text, sizeof text, f)) text[0] = 0;
    pclose(f);
  }
  std::string found(text);
  return known[code] = found.substr(0, found.find_first_of(" \n"));
}

void Races::use(uintptr_t object, uint8_t bytes, bool writes, const void* code) {
  int me = exploration.me;
  auto& happened = exploration.memory.happened(me);
  auto& uses = cell(object).uses;
  uint32_t now = happened[static_cast<size_t>(me)];
  auto same = [&](const Use& u) {  // that has been looked at
    return u.thread == me && u.when == now && (u.bytes & bytes) == bytes && u.writes >= writes;
  };
  if (!uses.empty() && same(uses.back())) return;
  for (const Use& u : uses) {
    if (same(u)) return;
    if (!(u.bytes & bytes) || u.thread == me || !(writes || u.writes)) continue;
    size_t other = static_cast<size_t>(u.thread);
    if (other < happened.size() && happened[other] >= u.when) continue;
    exploration.fail("data race: " + exploration.running().name + (writes ? " writes" : " reads") +
                     " at " + line(code) + " what " + exploration.threads[other].name +
                     (u.writes ? " writes" : " reads") + " at " + line(u.code) +
                     ", and neither happens before the other");
  }
  // Forget the uses that this one makes redundant.
  for (Use& u : uses) {
    if (writes || (!u.writes && u.thread == me)) u.bytes &= static_cast<uint8_t>(~bytes);
  }
  std::erase_if(uses, [](const Use& u) { return u.bytes == 0; });
  uses.push_back({bytes, writes, me, now, code});
}

void Races::use(const void* object, size_t size, bool writes, const void* code) {
  uintptr_t at = reinterpret_cast<uintptr_t>(object), end = at + size;
  while (at < end) {
    uintptr_t next = std::min(end, (at | 7) + 1);
    use(at >> 3, static_cast<uint8_t>(((1u << (next - at)) - 1) << (at & 7)), writes, code);
    at = next;
  }
}

void Races::allocated(uintptr_t at, size_t size) {
  for (uintptr_t i = at >> 3; i < (at + size + 7) >> 3; i++) cell(i).uses.clear();
}

}  // namespace rt::sync
