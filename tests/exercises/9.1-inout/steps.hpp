// For 9.1: one call of one of the two functions, watched step by step. Which order its steps have,
// and what it may not do.
#pragma once
#include <apart.hpp>
#include <counts.hpp>
#include <cstring>
#include <entersyscall.hpp>
#include <fatal.hpp>
#include <watch.hpp>

namespace exercise {

constexpr const char* kPrice =
    "every system call pays for these two functions: no atomic read-modify-write, no store that is "
    "seq_cst (on x86 it is an xchg), no fence for the CPU";
constexpr const char* kKernel =
    "every system call pays for these two functions: no lock is taken, and the kernel is asked for "
    "nothing";
constexpr const char* kLast =
    "g.call comes last, and releases: from that store on the P may be taken, and a taker relies on "
    "all the rest";
constexpr const char* kOthers =
    "from the store of g.call on the P may be another thread's, and m.p may be changing: whatever "
    "you want to know of the two, or to write into them, comes before";
constexpr const char* kSeen =
    "g.seen is what g.wanted is when the call begins; one more, and so odd, if g.ownfence is 1, or "
    "if the runtime traces, or both";
constexpr const char* kShort =
    "as long as g.wanted is g.seen nobody has wanted the P: then the goroutine is Grunning, and "
    "that is all";
constexpr const char* kLong =
    "whenever g.wanted is not g.seen, however the two differ, the rest is exitsyscallLong's: it "
    "finds the goroutine in Gsyscall, and leaves nothing to be done";
constexpr const char* kBackFirst =
    "first g.back, then lightfence(), then the look at g.wanted that decides: else a taker that "
    "sees you in the kernel adds its wish after your look, and both of you have the P";
constexpr const char* kNothing =
    "nothing else changes: the P stays where it is, it stays Prunning, and nothing is counted";

struct Steps : rt::sync::Watcher {
  std::vector<std::string> done;  // "g.back.store", "lightfence"
  std::function<void(const std::string&)> at = [](const std::string&) {};  // before each step …
  std::function<void()> called = [] {};  // … and when g.call has been stored
  bool free = false, busy = false;       // from here on the price does not count
  bool longway = false;                  // exitsyscallLong has been called
  bool fenced = false;  // since the last step, and one function may have two in a row
  int fences = 0;       // for the CPU
  int kernel = rt::sync::kernelcalls;

  Steps() { rt::sync::fenced = false, rt::sync::watcher.store(this); }
  ~Steps() { rt::sync::watcher.store(nullptr); }
  Steps(const Steps&) = delete;

  void paid() {
    expect(rt::sync::kernelcalls == kernel, "the kernel is asked for nothing", "it is called",
           kKernel);
  }

 protected:
  void point(const char* object, const char* op) override {
    if (busy) return;
    std::memory_order order = rt::sync::order;
    busy = true;
    std::string name = std::string(object) + "." + op;
    longway |= name == "g.ownfence.store";  // nobody else writes it
    bool plain = !strcmp(op, "load") || !strcmp(op, "store");
    fenced = false;
    if (!free) {
      paid();
      expect(plain, "all steps are plain loads and stores", name + " is a read-modify-write",
             strstr(object, "lock") || strstr(object, "taking") ? kKernel : kPrice);
      expect(strcmp(op, "store") || order != std::memory_order_seq_cst,
             "all steps are plain loads and stores", name + " is seq_cst", kPrice);
    }
    rt::sync::order = order;
    at(name);
    done.push_back(name);
    busy = false;
  }
  bool models() override { return true; }
  bool store(const void* object, uint64_t, uint64_t value, std::memory_order) override {
    if (object != raw(gs[0]->call) || busy) return true;
    raw(gs[0]->call)->store(value);
    called();
    return false;
  }
  void fence(std::memory_order order) override {
    if (busy || order != std::memory_order_seq_cst) return;
    if (!free) expect(false, "no instruction is locked", "there is a fence for the CPU", kPrice);
    fences += !std::exchange(fenced, true);
  }
  void light() override { done.push_back("lightfence"); }
  void heavy() override {
    expect(free, "the kernel is asked for nothing", "heavyfence calls it", kPrice);
  }
};

// So that whatever is cleared or copied shows.
inline void marked() {
  for (uint32_t i = 0; i < 2; i++) {
    gs[i]->queued.store(3 + i, std::memory_order_relaxed);
    ms[i]->syscalltick = 17 + i;
    ps[i]->wish = true, ps[i]->wantg = gs[1 - i], ps[i]->wantcall = 12 + i;
    ps[i]->schedtick.store(9 + i, std::memory_order_relaxed);
    ps[i]->sysmontick = {5 + i, 6, 7 + i, 8};
  }
}

// Which M, P or G that is, for a report.
inline std::string pname(const rt::P* pp) { return pp ? "P " + show(pp->id) : "null"; }
inline std::string gname(const rt::G* gp) { return gp ? "goroutine " + show(gp->goid) : "null"; }

inline bool releases(std::memory_order o) {
  return o == std::memory_order_release || o == std::memory_order_acq_rel ||
         o == std::memory_order_seq_cst || rt::sync::fenced;
}

}  // namespace exercise
