#include <algorithm>
#include <cstring>
#include <explored.hpp>
#include <sstream>
#include <vector>

#include "fatals.hpp"
#include "spurious.hpp"

namespace exercise {

// The explorer's log has a line for each step, "  12 sysmon p.status.cas". This has one for each
// time that a thread goes on, with the operations on what the scenario watches, or the last few;
// each that has not read the newest, ": reads sysmon's 1, older than M1's 2", and each signal.
static std::string shortened(const std::string& log, const std::vector<const char*>& watched) {
  constexpr size_t kMost = 6;
  std::istringstream lines(log);
  std::string out, line, last;
  std::vector<std::string> steps;
  auto turn = [&] {
    if (last.empty()) return;
    out += last + std::string(last.size() < 8 ? 8 - last.size() : 1, ' ');
    size_t first = steps.size() > kMost ? steps.size() - kMost : 0;
    if (first) out += "… ";
    for (size_t i = first; i < steps.size(); i++) out += (i > first ? ", " : "") + steps[i];
    out += steps.empty() ? "…\n" : "\n";
    steps.clear();
  };
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string number, thread, what;
    words >> number >> thread;
    std::getline(words >> std::ws, what);
    if (thread != last) turn();
    last = thread;
    bool watch = watched.empty() || contains(what, ": ") || contains(what, "by a signal") ||
                 std::any_of(watched.begin(), watched.end(),
                             [&](const char* w) { return what.starts_with(std::string(w) + "."); });
    if (watch) steps.push_back(what);
  }
  turn();
  return out;
}

void explored(rt::sync::World& world, const std::string& scenario, const rt::sync::Scenario& s,
              const std::string& expected, std::initializer_list<Rule> rules) {
  judge(scenario, [&] {
    auto outcome = rt::sync::explore(s);
    // What comes of a data race says more than the race, if anything does.
    if (outcome.why.starts_with("data race")) {
      auto further = s;
      further.races = false;
      if (auto worse = rt::sync::explore(further); worse.failed) outcome = worse;
    }
    if (outcome.failed) {
      const char* rule = fatal_rule(outcome.why.substr(0, outcome.why.find('\n')));
      for (const Rule& r : rules) {
        if (contains(outcome.why, r.found)) rule = r.rule;
      }
      if (outcome.stale > 0 && contains(outcome.why, "fails for no reason")) rule = kWeak;
      size_t end = outcome.why.find('\n');
      if (contains(outcome.why.substr(0, end), "kept from one run") ||
          contains(outcome.why.substr(0, end), "the scenario is not the same"))
        rule = "what belongs to one P, one M or one goroutine does not stand in a static variable";
      expect(false, expected,
             outcome.why.substr(0, end) + "\n" + shortened(outcome.why.substr(end + 1), s.at),
             rule);
    }
    world.clear();
  });
}

}  // namespace exercise
