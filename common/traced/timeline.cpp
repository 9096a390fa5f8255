// The record as a picture in the terminal: time goes from left to right, a lane for each P and each
// M. A column shows what the lane did for most of that time.
#include <cmath>
#include <map>
#include <trace_read.hpp>

namespace rt {

namespace {

constexpr int kMargin = 8;      // for the lanes' names
constexpr size_t kMostMs = 12;  // lanes of Ms; the rest is counted

struct Cell {
  int64_t most = 0;
  std::string text = " ";
};

std::string goroutine(uint64_t g) {
  const char* digits = "?123456789abcdefghijklmnopqrstuvwxyz";
  return g < 36 ? std::string(1, digits[g]) : "+";
}

std::string symbol(const Slice& s, bool color) {
  switch (s.what) {
    case What::runs: {
      std::string text = goroutine(s.g);
      if (color) text = "\033[3" + std::to_string(1 + s.g % 6) + "m" + text + "\033[0m";
      return text;
    }
    case What::syscall:
      return "s";
    case What::blocked:
      return "█";
    case What::looks:
      return "·";
    case What::sleeps:
      return " ";
    case What::retakes:
      return "R";
    case What::nothing:
      break;
  }
  return " ";
}

std::string axis(int64_t from, int64_t to, int width) {
  std::string line(static_cast<size_t>(width), ' ');
  for (int tick = 0; tick <= 4; tick++) {
    char label[32];
    double ms = static_cast<double>(from + (to - from) * tick / 4) / 1e6;
    int n = snprintf(label, sizeof label, ms < 100 ? "%.1f" : "%.0f", ms);
    int at = tick == 4 ? width - n : tick * width / 4;
    line.replace(static_cast<size_t>(at), static_cast<size_t>(n), label);
  }
  return std::string(kMargin, ' ') + line + " ms\n";
}

}  // namespace

std::string trace_timeline(const Record& record, const Story& story, const View& view) {
  if (record.events.empty())
    return "nothing was recorded: before chapter 3 there is no scheduler to watch\n";
  int64_t start = record.events.front().time, end = record.events.back().time - start;
  int64_t from = std::clamp<int64_t>(view.from, 0, end),
          to = std::clamp<int64_t>(view.to, from + 1, end + 1);
  int width = view.columns - kMargin - 4;
  double each = static_cast<double>(to - from) / width;  // nanoseconds a column stands for

  // A lane's cells: in each, the innermost slice that fills most of it. Retakes are short: any of
  // them shows.
  std::map<std::pair<Kind, int>, std::vector<Cell>> lanes;
  for (const Slice& s : story.slices) {
    int64_t a = s.from - start - from, b = s.to - start - from;
    if (b < 0 || a >= to - from) continue;
    auto& cells = lanes.try_emplace({s.kind, s.lane}, width).first->second;
    int first = std::max(0, static_cast<int>(static_cast<double>(a) / each));
    int last = std::min(width - 1, static_cast<int>(static_cast<double>(b) / each));
    for (int c = first; c <= last; c++) {
      double lo = std::max(static_cast<double>(a), c * each),
             hi = std::min(static_cast<double>(b), (c + 1) * each);
      auto weight = static_cast<int64_t>(std::max(1.0, hi - lo));
      if (s.what == What::syscall || s.what == What::blocked)
        weight += weight / 8;  // it lies on a slice as long
      if (weight > cells[static_cast<size_t>(c)].most)
        cells[static_cast<size_t>(c)] = {weight, symbol(s, view.color)};
    }
  }
  std::string out = axis(from, to, width);
  size_t ms = 0;
  for (auto& [lane, cells] : lanes) {
    if (lane.first == Kind::M && ++ms > kMostMs) continue;
    std::string name = lane.first == Kind::sysmon
                           ? "sysmon"
                           : (lane.first == Kind::P ? "P" : "M") + std::to_string(lane.second);
    out += name + std::string(static_cast<size_t>(kMargin) - name.size(), ' ');
    for (const Cell& c : cells) out += c.text;
    out += "\n";
  }
  if (ms > kMostMs) out += "        … and " + std::to_string(ms - kMostMs) + " Ms more\n";
  out +=
      "        1 2 … a b …: that goroutine runs   s: it is in a system call   █: … and its P was "
      "taken from it\n"
      "        R: sysmon retakes a P   ·: looks for work   blank: idle, asleep, or not there yet\n";
  return out;
}

}  // namespace rt
