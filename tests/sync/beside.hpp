// A watcher that looks on beside the explorer, and leaves all decisions to it.
#pragma once
#include <watch.hpp>

namespace rt::sync {

struct Beside : Watcher {
  void begin() {
    Watcher* w = watcher.load();
    if (w != this) explorer = w;
    watcher.store(this);
  }
  void point(const char* object, const char* op) override { explorer->point(object, op); }
  bool models() final { return explorer->models(); }
  uint64_t load(const void* object, uint64_t newest, std::memory_order order) final {
    return explorer->load(object, newest, order);
  }
  uint64_t modify(const void* object, uint64_t newest, std::memory_order order,
                  const Compare* compare) final {
    return explorer->modify(object, newest, order, compare);
  }
  bool store(const void* object, uint64_t newest, uint64_t value, std::memory_order order) final {
    return explorer->store(object, newest, value, order);
  }
  bool spurious() final { return explorer->spurious(); }
  void born(const void* object) final { explorer->born(object); }
  void fence(std::memory_order order) final { explorer->fence(order); }
  void light() final { explorer->light(); }
  void heavy() final { explorer->heavy(); }

 private:
  Watcher* explorer = nullptr;
};

}  // namespace rt::sync
