// The record in Chrome's trace-event format: {"ph": "X"} is a slice, "C" a counter, "s" and "f" an
// arrow's two ends, "i" an instant, "M" a lane's name. Times are in microseconds. The instants are
// the events themselves: the book's player (book/public/trace-player.js) reads them alone.
#include <cstdarg>
#include <set>
#include <trace_read.hpp>

namespace rt {

namespace {

[[gnu::format(printf, 2, 3)]] void add(std::string& out, const char* format, ...) {
  char text[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  out += out.empty() ? "" : ",\n";
  out += text;
}

// Perfetto sorts lanes by process and thread number: Ps first, then Ms, then sysmon.
int process(Kind kind) { return static_cast<int>(kind) + 1; }

std::string title(const Slice& s) {
  switch (s.what) {
    case What::runs:
      return "G" + std::to_string(s.g);
    case What::syscall:
      return "syscall";
    case What::blocked:
      return "blocked, its P was taken";
    case What::looks:
      return "schedule";
    case What::sleeps:
      return "asleep";
    case What::retakes:
      return "retake P" + std::to_string(s.other);
    case What::nothing:
      break;
  }
  return "?";
}

}  // namespace

std::string trace_json(const Record& record, const Story& story) {
  std::string out;
  int64_t start = record.events.empty() ? 0 : record.events[0].time;
  auto us = [&](int64_t time) { return static_cast<double>(time - start) / 1e3; };

  add(out, R"({"ph":"M","name":"process_name","pid":1,"args":{"name":"Ps"}})");
  add(out, R"({"ph":"M","name":"process_name","pid":2,"args":{"name":"Ms"}})");
  add(out, R"({"ph":"M","name":"process_name","pid":3,"args":{"name":"sysmon"}})");
  std::set<std::pair<int, int>> lanes;
  for (const Slice& s : story.slices) lanes.insert({process(s.kind), s.lane});
  for (auto [pid, lane] : lanes) {
    const char* kind = pid == 1 ? "P" : "M";
    if (pid == 3)
      add(out, R"({"ph":"M","name":"thread_name","pid":3,"tid":%d,"args":{"name":"sysmon"}})",
          lane + 1);
    else
      add(out, R"({"ph":"M","name":"thread_name","pid":%d,"tid":%d,"args":{"name":"%s%d"}})", pid,
          lane + 1, kind, lane);
  }
  for (const Slice& s : story.slices) {
    const Entry& e = record.events[s.event];
    EvName name = evname(e);
    add(out,
        R"({"ph":"X","name":"%s","pid":%d,"tid":%d,"ts":%.3f,"dur":%.3f,)"
        R"("args":{"event":"%s","function":"%s","file":"%s",)"
        R"("goroutine":%lu,"runq":%u,"global":%u}})",
        title(s).c_str(), process(s.kind), s.lane + 1, us(s.from),
        static_cast<double>(s.to - s.from) / 1e3, name.name, name.function, name.file, s.g, e.local,
        e.global);
  }
  for (const Entry& e : record.events) {
    if (e.p >= 0) {
      add(out, R"({"ph":"C","name":"P%d run queue","pid":1,"ts":%.3f,"args":{"goroutines":%u}})",
          e.p, us(e.time), e.local);
    }
    EvName name = evname(e);
    const char* why = e.ev == Ev::GoBlock && trace_reason ? trace_reason(e.arg) : "";
    add(out,
        R"({"ph":"i","s":"t","name":"%s","pid":%d,"tid":%d,"ts":%.3f,)"
        R"("args":{"function":"%s","file":"%s","goroutine":%lu,"p":%d,"arg":%u,"runq":%u,)"
        R"("global":%u%s%s%s}})",
        name.name, e.m < 0 ? 3 : 2, e.m + 1, us(e.time), name.function, name.file, e.g, e.p, e.arg,
        e.local, e.global, *why ? R"(,"why":")" : "", why, *why ? "\"" : "");
  }
  int id = 0;
  for (const Flow& f : story.flows) {
    const Entry &from = record.events[f.from], &to = record.events[f.to];
    id++;
    add(out, R"({"ph":"s","id":%d,"name":"%s","cat":"flow","pid":%d,"tid":%d,"ts":%.3f})", id,
        f.name, from.m < 0 ? 3 : 2, from.m + 1, us(from.time));
    add(out, R"({"ph":"f","bp":"e","id":%d,"name":"%s","cat":"flow","pid":%d,"tid":%d,"ts":%.3f})",
        id, f.name, to.m < 0 ? 3 : 2, to.m + 1, us(to.time));
  }
  return "{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n" + out +
         "\n],\"otherData\":{\"chapter\":" + std::to_string(CHAPTER) + ",\"roles\":\"" +
         trace_roles + "\"}}\n";
}

}  // namespace rt
