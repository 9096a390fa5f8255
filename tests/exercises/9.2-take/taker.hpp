// For 9.2: a taker's steps, watched one by one. What it may touch, what it costs, and which fence
// comes when.
#pragma once
#include <apart.hpp>
#include <counts.hpp>
#include <cstring>
#include <functional>
#include <map>
#include <take.hpp>
#include <watch.hpp>

namespace exercise {

constexpr const char* kInCall =
    "a goroutine that is in a call with this P is wanted, whoever it is, and whatever its number";
constexpr const char* kOld =
    "the name may be null, or old: the goroutine may be back, or in a call with another P, or with "
    "none. g.call, g.back and g.callp tell";
constexpr const char* kWish =
    "g.wanted goes up by 2, in one step, if the answer is yes (in between it would be odd, and so "
    "may be g.seen); if the answer is no, nothing is changed, not for a moment";
constexpr const char* kNumber =
    "the number tells which call was noted: a goroutine that has come back from that one is left "
    "alone, even if it is in another call by now";
constexpr const char* kOneMoment =
    "first the number of the call, then what is true in that call: what you have read before the "
    "number may be of an earlier one";
constexpr const char* kHeavy =
    "as long as one of the goroutines has no fence of its own, the fence is heavyfence, after all "
    "wishes: else such a goroutine may have looked before your wish, and you do not see yet that "
    "it "
    "is back";
constexpr const char* kLight =
    "heavyfence interrupts other CPUs: there is one for all that are wanted, in fence, and none if "
    "each of them has a fence of its own";
constexpr const char* kFull =
    "fence has a fence for the CPU in any case: your wish must be visible before you look at "
    "g.back";
constexpr const char* kCut =
    "a P that is taken is Pidle, and cut off from its thread, both ways; its syscalltick goes on "
    "by "
    "one";
constexpr const char* kTwice = "g.callp is null then: a P is taken once out of one call";
constexpr const char* kLast =
    "g.callp comes last, and releases: from then on the goroutine may go on, and it must see that "
    "its M has no P";
constexpr const char* kYours =
    "what is not Atomic in a G or an M is not yours until take knows that the goroutine is not "
    "back: its thread may be changing it, or may be gone";
constexpr const char* kOwners =
    "p.m is its owner's until take knows that the goroutine is not back: it may be changing";
constexpr const char* kNothing =
    "nothing else changes: who is counted or woken, and where the P goes, is the caller's business";
constexpr const char* kPrice =
    "no lock is taken, and the kernel is asked for nothing but heavyfence: sched.taking is held "
    "already";

inline void allowall() {
  for (int i = 0; i < 2; i++) ps[i]->take_back(), ms[i]->take_back(), gs[i]->take_back();
}

// All but what is Atomic.
inline void guard(int g, const char* rule = kYours) {
  rt::G* gp = gs[g];
  std::string id = show(g + 1), what = "goroutine " + id + ", but for what is Atomic";
  auto at = [](const void* field) { return reinterpret_cast<uintptr_t>(field); };
  uintptr_t lo = gs[g]->lo(), hi = lo + sizeof *gs[g];
  forbid(lo, hi, what, rule, at(&gp->atomicstatus), at(&gp->atomicstatus + 1));
  forbidden.push_back({lo, hi, what, rule, at(&gp->call), at(&gp->back + 1), -1});
  forbidden.push_back({lo, hi, what, rule, at(&gp->queued), at(&gp->ownfence + 1), -1});
  ms[g]->give_away("M " + id, rule);
}
inline void guardall(const char* rule = kYours) {
  for (int i = 0; i < 2; i++) guard(i, rule), leave_alone(i, kOwners);
}

struct Taker : rt::sync::Watcher {
  std::function<void(const std::string&)> before = [](const std::string&) {};  // each step
  std::function<void(const void*)> stores = [](const void*) {};                // there, just before
  std::map<std::string, std::vector<std::memory_order>> orders;
  int heavies = 0, fulls = 0;  // fences since the last wish
  int allheavies = 0;
  bool busy = false;
  int kernel = rt::sync::kernelcalls;

  Taker() { rt::sync::fenced = false, rt::sync::watcher.store(this); }
  ~Taker() {
    rt::sync::watcher.store(nullptr);
    paid();
  }
  Taker(const Taker&) = delete;

  bool some(const std::string& point, bool (*good)(std::memory_order)) {
    auto& all = orders[point];
    return rt::sync::fenced || all.empty() || std::any_of(all.begin(), all.end(), good);
  }

 private:
  void paid() const {
    expect(rt::sync::kernelcalls == kernel, "the kernel is asked for nothing", "it is called",
           kPrice);
  }
  void point(const char* object, const char* op) override {
    if (busy) return;
    std::memory_order order = rt::sync::order;
    busy = true;
    std::string name = std::string(object) + "." + op;
    bool lock = !strncmp(object, "sched.lock", 10) || !strncmp(object, "sched.taking", 12);
    expect(!lock, "no lock is taken", "it is " + name, kPrice);
    paid();
    orders[name].push_back(order);
    before(name);
    if (!strcmp(object, "g.wanted") && strcmp(op, "load")) heavies = fulls = 0;
    busy = false;
  }
  bool models() override { return true; }
  bool store(const void* object, uint64_t, uint64_t, std::memory_order) override {
    if (!busy) stores(object);
    return true;
  }
  void fence(std::memory_order order) override { fulls += order == std::memory_order_seq_cst; }
  void heavy() override { heavies++, allheavies++; }
};

inline bool acquiring(std::memory_order o) {
  return o != std::memory_order_relaxed && o != std::memory_order_release;
}
inline bool releasing(std::memory_order o) {
  return o == std::memory_order_release || o >= std::memory_order_acq_rel;
}

inline std::string yes(bool answer) { return answer ? "yes" : "no"; }

// So that whatever is cleared or copied shows.
inline void marked() {
  auto relaxed = std::memory_order_relaxed;
  for (uint32_t i = 0; i < 2; i++) {
    rt::G* gp = gs[i];
    gp->call.store(7, relaxed), gp->back.store(7, relaxed);
    gp->wanted.store(6, relaxed), gp->queued.store(3 + i, relaxed);
    gp->syscallpc = 1 + i, gp->syscallsp = 4096 + i;
    ms[i]->syscalltick = 17 + i;
    ps[i]->link = ps[1 - i], ps[i]->wish = true;
    ps[i]->schedtick.store(9 + i, relaxed);
    ps[i]->sysmontick = {5 + i, 6, 7 + i, 8};
  }
}

// All but the wish, what take needs, and what it changes of goroutine g's call with P p.
inline std::vector<std::vector<char>> everything(int p = -1, int g = -1) {
  std::vector<std::vector<char>> all;
  for (int i = 0; i < 2; i++) {
    rt::P* pp = ps[i];
    rt::G* gp = gs[i];
    size_t taken = p == i;
    all.push_back(bytes(pp, sizeof *pp,
                        {{&pp->wantg, 8},
                         {&pp->wantcall, 8},
                         {&pp->status, 4 * taken},
                         {&pp->m, 8 * taken},
                         {&pp->syscalltick, 4 * taken}}));
    all.push_back(bytes(gp, sizeof *gp, {{&gp->wanted, 4}, {&gp->callp, g == i ? 8 : 0}}));
    all.push_back(bytes(ms[i], sizeof(rt::M), {{&ms[i]->p, g == i ? 8 : 0}}));
  }
  return all;
}

}  // namespace exercise
