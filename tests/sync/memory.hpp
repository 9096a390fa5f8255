// C++'s memory model: what may a load read?
//
// An atomic object keeps all its stores, in one order on which all threads agree, its
// modification order. A thread may read any store that is not older than the oldest one it may
// still see. That one moves on when the thread reads or writes a newer store, when a newer one
// *happens before*, and between seq_cst operations. What a release store hands to whoever
// acquires it is this: the oldest stores that its thread may still see, and how much of each
// thread has happened before it, which tells a data race from a hand-over.
//
// C++20's [atomics.order], but for two things. A load reads what some thread has stored by then in
// this schedule: no value comes from the future (load buffering: x86 never does it, Arm and POWER
// may). And the single order of all seq_cst operations is the order in which they take place here;
// C++20 also has executions in which it is not, where seq_cst and other operations on the same
// objects mix (P0668).
#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <list>
#include <string>
#include <unordered_map>
#include <vector>
#include <watch.hpp>

namespace rt::sync {

struct Exploration;

// What a thread knows, or a store tells.
struct View {
  std::vector<double> oldest;      // for each object: the place of the oldest store to be seen …
  std::vector<double> limit;       // … and that which fences add: it says nothing to other fences
  std::vector<uint32_t> happened;  // for each thread: its clock, how far it had come
  void join(const View& other);
};

// A place in an object's modification order is a number, with room for fifty more between two.
struct Kept {
  uint64_t value;
  double place;
  int thread;  // -1: from before the threads began
  bool bound;  // a read-modify-write's: nothing comes between what it read and this
  View told;   // to whoever reads it with acquire
};

struct Object {
  std::list<Kept> stores;  // in modification order
  double ordered = 0;      // the oldest for a seq_cst operation …
  double waited = 0;       // … and for futex(2)
  int maker = -1;          // who has constructed it, and when; -1: it was there before
  uint32_t made = 0;
};

// Each thread's view, now; and what an acquire fence would add, what a release fence has fixed,
// what the last light fence has.
struct Views {
  View now, acquired, released;
  std::vector<double> light;
};

class Memory {
 public:
  explicit Memory(Exploration& e) : exploration(e) {}

  void forget();                          // a new schedule
  void born(int me, const void* object);  // a new one, where another may have been before
  void begin(int thread, int maker);

  // `newest` is what lies in memory.
  uint64_t load(int me, const void* object, uint64_t newest, std::memory_order order);
  // True: it is the newest. After modify, it follows what that has read.
  bool store(int me, const void* object, uint64_t newest, uint64_t value, std::memory_order order);
  // The read of a read-modify-write. One that compares may read another value than the expected;
  // then nothing is stored, and its order is `bad`.
  uint64_t modify(int me, const void* object, uint64_t newest, std::memory_order order,
                  const Compare* compare);

  void fence(int me, std::memory_order order);
  // P1202, for what loads may read: of two fences one of which is heavy, the later one sees all
  // that came before the earlier. (They order no plain accesses.)
  void light(int me);
  void heavy(int me);
  // The kernel checks whether the word is still the same, and whether somebody sleeps on it, one
  // after the other.
  uint64_t wait(int me, const void* object, uint64_t newest);
  void wake(int me, const void* object);  // which may be gone by now

  // How much of each thread has happened before `me`, which is at its own number.
  const std::vector<uint32_t>& happened(int me) {
    return views[static_cast<size_t>(me)].now.happened;
  }

 private:
  using Place = std::list<Kept>::iterator;
  struct Found {
    Object& it;
    size_t at;
  };
  Found find(int me, const void* object, uint64_t newest);
  double oldest(const Views& v, const Found& object, std::memory_order order) const;
  void read(Views& v, const Found& object, const Kept& store, std::memory_order order);
  Place choose_store(const std::vector<Place>& options);
  std::string who(const Kept& store) const;
  Views& of(int me) { return views[static_cast<size_t>(me)]; }

  Exploration& exploration;
  std::deque<Object> objects;
  std::unordered_map<const void*, size_t> places;
  std::unordered_map<const void*, std::pair<int, uint32_t>> births;
  std::deque<Views> views;
  std::vector<double> ordered;       // what was seen before seq_cst fences …
  std::vector<double> heavily;       // … and before heavy ones
  const Object* modified = nullptr;  // modify has read …
  Place after;                       // … this store of it
};

}  // namespace rt::sync
