// Events of the record as lines, or counted: make trace-5 EVENTS="GoSys reader", or
// EVENTS="count GoSys Handoff".
#include <cstdio>
#include <cstring>
#include <map>
#include <trace_read.hpp>

namespace rt {

namespace {

// "main, ticker 1, reader …": the roles of the last run's goroutines, in the order in which they
// were made.
std::map<uint64_t, std::string> roles(const Record& record, size_t* from) {
  *from = 0;
  for (size_t i = 0; i < record.events.size(); i++)
    if (record.events[i].ev == Ev::GoCreate && record.events[i].g == 1) *from = i;
  std::map<uint64_t, std::string> names;
  const char* role = trace_roles;
  int n = 0;
  for (size_t i = *from; i < record.events.size() && *role; i++) {
    if (record.events[i].ev != Ev::GoCreate) continue;
    size_t length = strcspn(role, ",");
    std::string name(role, length);
    if (size_t more = name.find(" …"); more != std::string::npos) {
      name = name.substr(0, more) + " " + std::to_string(++n);
    } else {
      role += length + strspn(role + length, ", ");
    }
    names[record.events[i].g] = name;
  }
  return names;
}

struct Line {
  std::string thread, p, event, function, g;
};

Line line(const Entry& e, const std::string& role) {
  Line l;
  l.thread = e.m < 0 ? "sysmon" : "M" + std::to_string(e.m);
  l.p = e.p < 0 ? "-" : "P" + std::to_string(e.p);
  l.event = evname(e).name;
  l.function = evname(e).function;
  if (e.g) l.g = "G" + std::to_string(e.g) + (role.empty() ? "" : ", " + role);
  return l;
}

// A word says what an event must be: G4, P0, M1, sysmon, a role or its beginning, or the beginning
// of an event's or a function's name. An event fits if of each kind of word that is there one fits.
struct Filter {
  std::vector<std::string> names, threads, ps, gs;
  bool count = false;

  explicit Filter(std::string words) {
    for (char& c : words)
      if (c == ',') c = ' ';
    for (size_t at = 0; (at = words.find_first_not_of(' ', at)) != std::string::npos;) {
      std::string word = words.substr(at, words.find(' ', at) - at);
      at += word.size();
      bool id = word.size() > 1 && word.find_first_not_of("0123456789", 1) == std::string::npos;
      if (word == "count") count = true;
      else if (word == "sysmon" || (id && word[0] == 'M')) threads.push_back(word);
      else if (id && word[0] == 'P') ps.push_back(word);
      else if ((id && word[0] == 'G') || strstr(trace_roles, word.c_str())) gs.push_back(word);
      else if (word != "all") names.push_back(word);
    }
  }
  static bool begins(const std::string& text, const std::string& word) {
    return text.compare(0, word.size(), word) == 0;
  }
  bool fits(const Line& l, const std::string& role) const {
    auto any = [](auto& words, auto fits) {
      return words.empty() || std::any_of(words.begin(), words.end(), fits);
    };
    return any(threads, [&](auto& w) { return w == l.thread; }) &&
           any(ps, [&](auto& w) { return w == l.p; }) &&
           any(names, [&](auto& w) { return begins(l.event, w) || begins(l.function, w); }) &&
           any(gs, [&](auto& w) { return w == l.g.substr(0, l.g.find(',')) || begins(role, w); });
  }
};

}  // namespace

std::string trace_show(const Record& record, const char* words) {
  Filter filter(words);
  size_t last;
  auto names = roles(record, &last);
  std::string out;
  std::map<std::string, int> counts;
  char text[256];
  for (size_t i = 0; i < record.events.size(); i++) {
    const Entry& e = record.events[i];
    std::string role = i >= last && names.count(e.g) ? names[e.g] : "";
    Line l = line(e, role);
    if (!filter.fits(l, role)) continue;
    snprintf(text, sizeof text, "%-11s %s", l.event.c_str(), l.function.c_str());
    if (filter.count) {
      counts[text]++;
      continue;
    }
    double ms = static_cast<double>(e.time - record.events[0].time) / 1e6;
    std::string what = text;
    snprintf(text, sizeof text, "%10.4f ms  %-6s  %-3s  %-30s  %s", ms, l.thread.c_str(),
             l.p.c_str(), what.c_str(), l.g.c_str());
    out += text;
    out.erase(out.find_last_not_of(' ') + 1);
    out += "\n";
  }
  for (auto& [what, n] : counts) {
    snprintf(text, sizeof text, "%7d  %s\n", n, what.c_str());
    out += text;
  }
  if (out.empty())
    out = std::string("no event fits EVENTS=\"") + words +
          "\": say all, GoSysCall, GoSys, retake, G4, P0, M1, sysmon, reader, or count and those\n";
  return out;
}

}  // namespace rt
