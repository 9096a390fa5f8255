// Data races, by the same clocks: two threads use a plain object, one of them writes, and neither
// has happened before the other. The compiler tells of each plain load and store: the chapter is
// compiled with -fsanitize=thread, and linked with told.cpp instead of ThreadSanitizer's library.
// (Nobody tells of tests, assembly and libraries; and a std::atomic that is not Atomic orders
// nothing.)
#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

namespace rt::sync {

struct Exploration;

class Races {
 public:
  explicit Races(Exploration& e) : exploration(e), cells(1 << 8) {}

  void forget() { schedule++, known = 0; }  // a new schedule
  void use(const void* object, size_t size, bool writes, const void* code);
  void allocated(uintptr_t object, size_t size);  // whoever had it before is done with it

  // What the explorer does for a thread does not count as the thread's own. (There is one thread
  // of the operating system, and a coroutine goes where it came from: out of the explorer.)
  static inline bool inside = true;
  struct Inside {
    bool before = inside;
    Inside() { inside = true; }
    ~Inside() { inside = before; }
  };

 private:
  struct Use {
    uint8_t bytes;  // which of the eight
    bool writes;
    int thread;
    uint32_t when;  // by its own clock
    const void* code;
  };
  struct Cell {  // eight bytes
    uintptr_t object = 0;
    uint64_t schedule = 0;
    std::vector<Use> uses;
  };
  Cell& cell(uintptr_t object);
  void grow();
  void use(uintptr_t object, uint8_t bytes, bool writes, const void* code);

  Exploration& exploration;
  std::vector<Cell> cells;  // a hash table
  size_t known = 0;         // of this schedule
  uint64_t schedule = 1;
};

}  // namespace rt::sync
