#include <map>
#include <trace_read.hpp>

namespace rt {

namespace {

// One lane: the slices that are open on it now, the innermost last.
struct Lane {
  Kind kind;
  int id;
  std::vector<Slice> open;
  int thread = -1;  // on an M's lane: whose events these are
  int p = -1;       // and in which P it went into the kernel
};

class Replay {
 public:
  explicit Replay(const Record& record) : record(record) {}

  Story tell() {
    for (now = 0; now < record.events.size(); now++) step(record.events[now]);
    if (record.events.empty()) return story;
    int64_t end = record.events.back().time;
    for (auto& [id, lane] : ps) cut(lane, 0, end);
    for (auto& [id, lane] : ms) cut(lane, 0, end);
    cut(sysmon, 0, end);
    return story;
  }

 private:
  const Record& record;
  size_t now = 0;
  Story story;
  std::map<int, Lane> ps, ms;
  Lane sysmon = {Kind::sysmon, -1, {}};
  std::map<int, size_t> handed;        // P: the event that gave it away
  std::map<uint64_t, size_t> readied;  // G: the event that made it runnable

  // Ends all slices but the `keep` outermost ones.
  void cut(Lane& lane, size_t keep, int64_t time) {
    for (; lane.open.size() > keep; lane.open.pop_back()) {
      lane.open.back().to = time;
      story.slices.push_back(lane.open.back());
    }
  }

  // Begins one in the place of the `keep`-th and all within.
  void begin(Lane& lane, size_t keep, What what, uint64_t g = 0, int other = -1) {
    int64_t time = record.events[now].time;
    cut(lane, keep, time);
    What below = lane.open.empty() ? What::nothing : lane.open.back().what;
    lane.open.push_back({lane.kind, lane.id, what, below, g, other, time, time, now});
  }

  void end(Lane& lane, size_t keep = 0) { cut(lane, keep, record.events[now].time); }

  static What top(const Lane& lane) {
    return lane.open.empty() ? What::nothing : lane.open.back().what;
  }

  void flow(const char* name, auto& pending, auto key) {
    auto found = pending.find(key);
    if (found == pending.end()) return;
    story.flows.push_back({name, found->second, now});
    pending.erase(found);
  }

  // sysmon took the P: the M that went into the kernel with it is blocked, unless it has come back
  // by now.
  void blocks(int p) {
    for (auto& [id, m] : ms) {
      if (m.p == p && top(m) == What::syscall)
        begin(m, m.open.size(), What::blocked, m.open.back().g, p);
    }
  }

  void step(const Entry& e) {
    bool monitor = e.m < 0;
    Lane nowhere = {Kind::P, -1, {}};
    Lane& m = monitor ? sysmon : ms.try_emplace(e.m, Lane{Kind::M, e.m, {}}).first->second;
    Lane& p = e.p < 0 ? nowhere : ps.try_emplace(e.p, Lane{Kind::P, e.p, {}}).first->second;
    if (!monitor && m.thread != e.thread) end(m);  // a new run has begun; its M is another thread
    m.thread = e.thread;
    switch (e.ev) {
      case Ev::GoStart:
        flow("ready", readied, e.g);
        begin(m, 0, What::runs, e.g, e.p);
        begin(p, 0, What::runs, e.g, e.m);
        break;
      case Ev::GoEnd:
      case Ev::GoSched:
      case Ev::GoPreempt:
      case Ev::GoBlock:
        begin(m, 0, What::looks, 0, e.p);
        begin(p, 0, What::looks, 0, e.m);
        break;
      case Ev::GoSysCall:
        begin(m, std::min<size_t>(m.open.size(), 1), What::syscall, e.g, e.p);
        begin(p, std::min<size_t>(p.open.size(), 1), What::syscall, e.g, e.m);
        m.p = e.p;
        break;
      case Ev::GoSysBlock:
        blocks(e.p);
        break;
      case Ev::GoSysExit:
        // Without a P the goroutine queues up and leaves its thread.
        if (e.p < 0) begin(m, 0, What::looks);
        else if (top(m) == What::syscall || top(m) == What::blocked) end(m, 1);
        else begin(m, 0, What::runs, e.g, e.p);  // its beginning is not in the record
        begin(p, 0, What::runs, e.g, e.m);
        break;
      case Ev::ProcStart:
        flow("takes over", handed, e.p);
        // An M that comes back from the kernel has a goroutine: it goes on with that.
        if (top(m) != What::syscall && top(m) != What::blocked) begin(m, 0, What::looks, 0, e.p);
        begin(p, 0, What::looks, 0, e.m);
        break;
      case Ev::ProcStop:
        if (top(m) == What::looks) end(m);
        end(p);
        break;
      case Ev::ProcSteal:
        begin(sysmon, 0, What::retakes, 0, e.p);
        end(p);
        handed[e.p] = now;
        break;
      case Ev::Handoff:
        handed.try_emplace(e.p, now);
        if (monitor && !e.arg) end(sysmon);  // P is idle, no M is woken
        break;
      case Ev::ThreadStart:
      case Ev::ThreadWake:
        if (monitor) end(sysmon);
        break;
      case Ev::ThreadStop:
        begin(m, 0, What::sleeps);
        break;
      case Ev::GoUnblock:
        readied[e.g] = now;
        break;
      case Ev::GoCreate:
      case Ev::SysmonLook:
      case Ev::Steal:
      case Ev::count:
        break;
    }
  }
};

}  // namespace

Story trace_replay(const Record& record) { return Replay(record).tell(); }

}  // namespace rt
