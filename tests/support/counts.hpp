// For exercises from chapter 4 on: all that the scheduler counts, so that a test can say "and
// nothing else has moved", and mean it.
#pragma once
#include <map>
#include <sched.hpp>
#include <string>

#include "exercise.hpp"

namespace exercise {

class Counts {
 public:
  Counts() { all = now(); }  // as it is

  // This one is to go on by n.
  Counts& moves(const std::string& what, long n) { return all.at(what) += n, *this; }

  // Whatever this one says.
  Counts& leaves(const std::string& what) { return all.at(what) = now().at(what), *this; }

  // All else is as it was.
  void rest(const std::string& rule =
                "each counter is moved by those whose business it is, once: "
                "this one is none of yours") const {
    for (auto& [what, is] : now()) equal(what, all.at(what), is, rule);
  }

 private:
  // What comes with chapter 5, from there on.
  template <class S>
  static void later(S& s, std::map<std::string, long>& m) {
    if constexpr (requires { s.handoffs; }) {
      m["sched.handoffs"] = static_cast<long>(s.handoffs.load(rt::memory_order_relaxed));
      m["sched.retakes"] = static_cast<long>(s.retakes.load(rt::memory_order_relaxed));
      m["sched.nmidlelocked"] = s.nmidlelocked;
    }
  }
  template <class Proc>
  static void later(Proc* pp, const std::string& p, std::map<std::string, long>& m) {
    if constexpr (requires { pp->sysmontick; }) {
      m[p + "syscalltick"] = pp->syscalltick.load(rt::memory_order_relaxed);
      m[p + "sysmontick.schedtick"] = pp->sysmontick.schedtick;
      m[p + "sysmontick.syscalltick"] = pp->sysmontick.syscalltick;
    }
  }
  static std::map<std::string, long> now() {
    auto relaxed = rt::memory_order_relaxed;
    rt::Sched& s = rt::sched;
    std::map<std::string, long> m = {
        {"sched.npidle", s.npidle.load(relaxed)},
        {"sched.nmspinning", s.nmspinning.load(relaxed)},
        {"sched.runqsize", s.runqsize.load(relaxed)},
        {"sched.nmidle", s.nmidle},
        {"sched.mcount", s.mcount},
    };
    later(s, m);
    for (int i = 0; i < rt::gomaxprocs; i++) {
      rt::P* pp = rt::allp[i];
      std::string p = "p" + std::to_string(i) + ".";
      uint32_t ring = pp->runqtail.load(relaxed) - pp->runqhead.load(relaxed);
      m[p + "schedtick"] = pp->schedtick.load(relaxed);
      m["goroutines in p" + std::to_string(i) + "'s queue"] =
          ring + (pp->runnext.load(relaxed) != nullptr);
      later(pp, p, m);
    }
    return m;
  }
  std::map<std::string, long> all;
};

}  // namespace exercise
