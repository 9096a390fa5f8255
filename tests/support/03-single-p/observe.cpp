#include <observe.hpp>

#include <cstdlib>
#include <vector>

#include "../given_away.hpp"

namespace exercise {

Moments at;

template <class T>
static void once(std::function<void(T*)> f, T* argument) {  // a copy: it may replace itself
  static bool inside = false;
  if (!f || inside) return;
  inside = true;
  f(argument);
  inside = false;
}
void moment(const std::function<void(void*)>& f, void* lock) { once(f, lock); }
void moment(const std::function<void(rt::G*)>& f, rt::G* gp) { once(f, gp); }

void misused(const char* lock, bool held) {
  std::string name = lock;
  if (held) {
    expect(false, name + " is free when somebody locks it", name + " is held, for ever",
           "what is locked is unlocked again, on every way out, and not locked twice");
  }
  expect(false, name + " is held when somebody unlocks it", name + " is free",
         "only what is locked can be unlocked, and only once");
  abort();
}

struct Guarded {
  uintptr_t lo, hi;
  std::string what, rule;
};
static std::vector<Guarded> all;

static Guarded* around(const void* lock) {
  auto address = reinterpret_cast<uintptr_t>(lock);
  for (Guarded& g : all) {
    if (address >= g.lo && address < g.hi) return &g;
  }
  return nullptr;
}
void guard(uintptr_t lo, uintptr_t hi, const std::string& what, const std::string& rule) {
  all.push_back({lo, hi, what, rule});
  left(reinterpret_cast<void*>(lo));
}
void unguard(uintptr_t lo) {
  std::erase_if(all, [&](Guarded& g) { return g.lo == lo; });
  allow(lo);
}
void entered(const void* lock) {
  if (Guarded* g = around(lock)) allow(g->lo);
}
void left(const void* lock) {
  if (Guarded* g = around(lock)) forbid(g->lo, g->hi, g->what + " while its lock is open", g->rule);
}

}  // namespace exercise
