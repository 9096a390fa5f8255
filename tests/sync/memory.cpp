#include <algorithm>
#include <exploration.hpp>
#include <tuple>

namespace rt::sync {

using enum std::memory_order;

static bool acquires(std::memory_order o) { return o != relaxed && o != release; }
static bool releases(std::memory_order o) { return o == release || o == acq_rel || o == seq_cst; }

template <class T>
static T& grown(std::vector<T>& v, size_t at) {
  if (v.size() <= at) v.resize(at + 1);
  return v[at];
}
template <class T>
static T known(const std::vector<T>& v, size_t at) {
  return at < v.size() ? v[at] : T{};
}
template <class T>
static void raise(std::vector<T>& v, size_t at, T least) {
  T& it = grown(v, at);
  it = std::max(it, least);
}
template <class T>
static void join(std::vector<T>& v, const std::vector<T>& other) {
  if (v.size() < other.size()) v.resize(other.size());
  for (size_t i = 0; i < other.size(); i++) v[i] = std::max(v[i], other[i]);
}
void View::join(const View& other) {
  sync::join(oldest, other.oldest);
  sync::join(limit, other.limit);
  sync::join(happened, other.happened);
}

// --- loads and stores ---

uint64_t Memory::load(int me, const void* object, uint64_t newest, std::memory_order order) {
  Found found = find(me, object, newest);
  std::vector<Place> options;
  double least = oldest(of(me), found, order);
  for (Place s = found.it.stores.end(); s != found.it.stores.begin();) {
    if ((--s)->place >= least) options.push_back(s);
  }
  Place s = choose_store(options);
  read(of(me), found, *s, order);
  return s->value;
}

uint64_t Memory::modify(int me, const void* object, uint64_t newest, std::memory_order order,
                        const Compare* compare) {
  Found found = find(me, object, newest);
  auto& stores = found.it.stores;
  std::vector<Place> options;
  auto changes = [&](Place s) { return !compare || s->value == compare->expected; };
  for (Place s = stores.end(); s != stores.begin();) {
    Place next = s--;
    bool taken = next != stores.end() && next->bound;  // another has changed that one already
    if (s->place >= oldest(of(me), found, changes(s) ? order : compare->bad) &&
        !(taken && changes(s)))
      options.push_back(s);
  }
  Place s = choose_store(options);
  read(of(me), found, *s, changes(s) ? order : compare->bad);
  modified = changes(s) ? &found.it : nullptr, after = s;
  return s->value;
}

bool Memory::store(int me, const void* object, uint64_t newest, uint64_t value,
                   std::memory_order order) {
  Found found = find(me, object, newest);
  auto& stores = found.it.stores;
  Views& v = of(me);
  bool bound = modified == &found.it;
  Place before = stores.end();
  if (bound) before = std::next(after);
  else {
    // It may be older than what others have stored, though it comes later.
    std::vector<Place> options = {before};
    double least = oldest(v, found, order);
    for (Place s = std::prev(before); s != stores.begin() && s->place > least; s--) {
      if (!s->bound) options.push_back(s);
    }
    int taken = options.size() > 1 ? exploration.older(static_cast<int>(options.size())) : 0;
    before = options[static_cast<size_t>(taken)];
    if (taken > 0) exploration.remark("goes before " + who(*before));
  }
  double last = std::prev(before)->place;
  double place = before == stores.end() ? last + 1 : (last + before->place) / 2;
  Kept kept{value, place, me, bound, releases(order) ? v.now : v.released};
  if (bound) kept.told.join(after->told);  // a release sequence goes on
  raise(kept.told.oldest, found.at, place);
  raise(v.now.oldest, found.at, place);
  if (order == seq_cst) found.it.ordered = std::max(found.it.ordered, place);
  v.now.happened[static_cast<size_t>(me)]++;
  stores.insert(before, std::move(kept));
  modified = nullptr;
  return before == stores.end();
}

double Memory::oldest(const Views& v, const Found& object, std::memory_order order) const {
  double least = std::max(known(v.now.oldest, object.at), known(v.now.limit, object.at));
  if (order == seq_cst) least = std::max({least, object.it.ordered, known(ordered, object.at)});
  return least;
}

void Memory::read(Views& v, const Found& object, const Kept& store, std::memory_order order) {
  raise(v.now.oldest, object.at, store.place);
  v.acquired.join(store.told);
  if (acquires(order)) v.now.join(store.told);
  if (order == seq_cst) object.it.ordered = std::max(object.it.ordered, store.place);
}

// --- fences ---

void Memory::fence(int me, std::memory_order order) {
  Views& v = of(me);
  if (acquires(order)) v.now.join(v.acquired);
  if (order == seq_cst) {
    join(v.now.limit, ordered);
    for (size_t i = 0; i < objects.size(); i++) raise(v.now.limit, i, objects[i].ordered);
    join(ordered, v.now.oldest);
  }
  if (releases(order)) {
    v.released = v.now;
    v.now.happened[static_cast<size_t>(me)]++;
  }
}

void Memory::light(int me) {
  Views& v = of(me);
  join(v.now.limit, heavily);
  v.light = v.now.oldest;
}

void Memory::heavy(int me) {
  fence(me, seq_cst);
  Views& v = of(me);
  join(v.now.limit, heavily);
  for (const Views& other : views) join(v.now.limit, other.light);
  join(heavily, v.now.oldest);
}

// --- the kernel ---

uint64_t Memory::wait(int me, const void* object, uint64_t newest) {
  Found found = find(me, object, newest);
  raise(of(me).now.oldest, found.at, found.it.waited);
  return load(me, object, newest, relaxed);
}
void Memory::wake(int me, const void* object) {
  auto entry = places.find(object);
  if (entry == places.end()) return;
  double& waited = objects[entry->second].waited;
  waited = std::max(waited, known(of(me).now.oldest, entry->second));
}

// --- objects and threads ---

Memory::Found Memory::find(int me, const void* object, uint64_t newest) {
  auto [entry, fresh] = places.try_emplace(object, objects.size());
  if (fresh) {
    objects.emplace_back();
    objects.back().stores.push_back({newest, 0, -1, false, {}});
    if (auto birth = births.find(object); birth != births.end())
      std::tie(objects.back().maker, objects.back().made) = birth->second;
  }
  Object& it = objects[entry->second];
  if (it.maker >= 0 && it.maker != me &&
      known(of(me).now.happened, static_cast<size_t>(it.maker)) < it.made)
    exploration.fail("data race: " + exploration.running().name + " uses " +
                     exploration.running().object + ", which " +
                     exploration.threads[static_cast<size_t>(it.maker)].name +
                     " makes, and neither happens before the other");
  if (Kept& last = it.stores.back(); last.value != newest) {  // a test's own store: all see it
    double place = last.place + 1;
    it.stores.clear();
    it.stores.push_back({newest, place, -1, false, {}});
  }
  return {it, entry->second};
}

void Memory::born(int me, const void* object) {
  places.erase(object);
  births[object] = {me, of(me).now.happened[static_cast<size_t>(me)]};
}

void Memory::forget() {
  objects.clear(), places.clear(), births.clear(), views.clear();
  ordered.clear(), heavily.clear();
  modified = nullptr;
}

void Memory::begin(int thread, int maker) {
  Views v;
  if (maker >= 0) {
    v.now = of(maker).now;
    of(maker).now.happened[static_cast<size_t>(maker)]++;
  }
  grown(v.now.happened, static_cast<size_t>(thread)) = 1;
  views.push_back(std::move(v));
}

// --- what the schedule says ---

std::string Memory::who(const Kept& store) const {
  std::string value = store.value < 1u << 31 ? std::to_string(store.value) : "other value";
  return store.thread < 0
             ? "the first " + value
             : exploration.threads[static_cast<size_t>(store.thread)].name + "'s " + value;
}

Memory::Place Memory::choose_store(const std::vector<Place>& options) {
  int taken = options.size() > 1 ? exploration.older(static_cast<int>(options.size())) : 0;
  Place s = options[static_cast<size_t>(taken)];
  if (taken > 0)
    exploration.remark("reads " + who(*s) + ", older than " +
                       who(*options[static_cast<size_t>(taken - 1)]));
  return s;
}

}  // namespace rt::sync
