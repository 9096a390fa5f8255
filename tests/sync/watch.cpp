#include <watch.hpp>

namespace rt::sync {

Watcher* at(const char* object, const char* op, std::memory_order o) {
  Watcher* w = watcher.load(std::memory_order_acquire);
  order = o;
  if (w) w->point(object, op);
  order = o;  // others may have been here meanwhile
  return w;
}

bool weakly_fails() {
  if (weak_fails == 0) return false;
  weak_fails--;
  return true;
}

}  // namespace rt::sync
