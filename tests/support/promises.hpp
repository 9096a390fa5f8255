// For chapter 9's exercises on the way back: for which calls a goroutine promises a fence of its
// own, if a promise ends after so many plain ways back.
#pragma once
#include <cstdint>
#include <fatal.hpp>

#include "makescalls.hpp"

namespace exercise {

constexpr const char* kNobody =
    "where the kernel has no membarrier, nobody but the goroutine can have its fence: there its "
    "promise never ends";
constexpr const char* kAnew =
    "a goroutine whose P has been taken promises a fence from its next call on: whoever has "
    "blocked will block again, and then an interrupt costs more";
constexpr const char* kEarly =
    "a promise ends after the last of its plain ways back, and not before";
constexpr const char* kEnds =
    "a promise ends after so many plain ways back: later ones would pay for a fence that saves "
    "nobody anything";
constexpr const char* kGave =
    "a goroutine that gives its P away itself has lost nothing, and promises nothing";
constexpr const char* kFirst =
    "a goroutine that was back first has lost nothing, and promises nothing";
constexpr const char* kNothing = "nothing lost, nothing promised";

inline bool lenient;  // what is promised where there is no membarrier is another test's business
inline const char* whose;  // if set: the rule, where only that can be broken
inline uint32_t holds;     // for so many plain ways back
inline uint32_t left[2];   // of these, for each goroutine

inline void promises(int i, const Call& c) {
  bool loss = c.became == kTaken || c.became == kLate, was = left[i];
  if (loss) left[i] = holds;
  else if (left[i]) left[i]--;
  if (!rt::asymmetric && lenient) return;
  bool want = !rt::asymmetric || left[i];
  bool is = gs[i]->ownfence.load(rt::memory_order_relaxed) != 0;
  const char* rule = whose                ? whose
                     : !rt::asymmetric    ? kNobody
                     : want && loss       ? kAnew
                     : want               ? kEarly
                     : was                ? kEnds
                     : c.became == kGiven ? kGave
                     : c.became == kKept  ? kFirst
                                          : kNothing;
  good(is == want,
       want ? "the goroutine promises a fence: g.ownfence is not 0"
            : "the goroutine promises nothing: g.ownfence = 0",
       is ? "g.ownfence = " + show(gs[i]->ownfence.load(rt::memory_order_relaxed))
          : "g.ownfence = 0",
       rule);
}

inline std::vector<Call> allcalls() {
  std::vector<Call> all;
  for (Became became : {kPlain, kTraced, kGiven, kKept, kTaken, kLate}) {
    for (Next next : {kAgain, kOther, kNone}) {
      if (next == kAgain || became == kGiven || became >= kTaken) all.push_back({became, next});
    }
  }
  all.push_back({kTaken, kInCall});
  return all;
}

inline void script(bool asymmetric, const std::vector<Call>& calls) {
  loop_breaks("each call comes to an end", kLost);
  newcallers(asymmetric);
  left[0] = left[1] = 0;
  number = 0;
  rt::fatal_details = [] {
    good(false, "each call comes to an end", "one of the runtime's checks ends the program",
         kFatal);
  };
  makes(0, calls, promises);
}

// All new, and then: goroutine 1 makes these calls.
inline void judged(bool asymmetric, const std::vector<Call>& calls) {
  std::string scenario = asymmetric ? "a goroutine makes " : "no membarrier; a goroutine makes ";
  scenario += show(calls.size()) + (calls.size() == 1 ? " call" : " calls");
  for (size_t i = 0; i < calls.size() && i < 4; i++) scenario += "; " + said(calls[i]);
  if (calls.size() > 4) scenario += "; …";
  judge(scenario, [&] {
    crash_breaks("each call comes to an end", kLost);
    script(asymmetric, calls);
  });
}

// One call of each kind; then two, each kind after each, and a few plain ones after that.
inline void pairs(bool asymmetric, const std::vector<Call>& then) {
  for (const Call& one : allcalls()) judged(asymmetric, {one});
  judge(std::string(asymmetric ? "" : "no membarrier; ") +
            "a goroutine makes two calls, of any kinds, and then a few that nobody cares about",
        [&] {
          crash_breaks("each call comes to an end", kLost);
          for (const Call& one : allcalls()) {
            for (const Call& two : allcalls()) {
              std::vector<Call> calls = {one, two};
              calls.insert(calls.end(), then.begin(), then.end());
              script(asymmetric, calls);
            }
          }
        });
}

}  // namespace exercise
