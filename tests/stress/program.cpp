#include "program.hpp"

#include <deque>
#include <random>

namespace {

struct Channel {
  size_t sender, receiver, capacity;
  bool closed = false;
  std::deque<uint64_t> values{};
};

// The program being made, in its state after the steps so far.
struct Maker {
  Program p{};
  std::mt19937_64 random;
  std::vector<Channel> channels{}, pipes{};
  std::vector<bool> started{}, ended{}, waited{};
  std::vector<int> pinned{};

  explicit Maker(uint64_t seed) : random(seed) { p.seed = seed; }
  size_t below(size_t n) { return random() % n; }
  bool runs(size_t g) { return started[g] && !ended[g]; }
  void step(size_t g, Step::Kind kind, size_t which = 0, uint64_t amount = 0) {
    p.goroutines[g].push_back({kind, which, amount});
  }
  void see(size_t g, uint64_t value) { p.seen[g] = saw(p.seen[g], value); }

  void begin() {
    p.procs = 1 << below(4);
    size_t n = 1 + below(24);
    p.goroutines.resize(n), p.seen.resize(n), p.sums.resize(1 + below(3));
    for (size_t g = 0; g < n; g++) p.seen[g] = g;
    p.groups.resize(1 + below(3)), waited.resize(p.groups.size());
    started.resize(n), ended.resize(n), pinned.resize(n);
    started[0] = true;
    for (size_t i = below(12); i > 0; i--) {
      channels.push_back({below(n), below(n), below(3) * below(4)});
      p.channels.push_back(channels.back().capacity);
    }
    p.pipes = below(4);
    for (size_t i = 0; i < p.pipes; i++) pipes.push_back({below(n), below(n), 4096 / 8});
  }

  // Moves a value through a channel, or one step of the way. False: not possible now.
  bool communicate() {
    if (channels.empty()) return false;
    size_t c = below(channels.size());
    Channel& ch = channels[c];
    bool sends = runs(ch.sender) && !ch.closed, receives = runs(ch.receiver);
    if (ch.capacity == 0 && sends && receives && ch.sender != ch.receiver) {
      step(ch.sender, Step::Send, c), step(ch.receiver, Step::Receive, c);
      see(ch.receiver, p.seen[ch.sender]);
      return true;
    }
    if (sends && below(20) == 0) return step(ch.sender, Step::Close, c), ch.closed = true;
    if (sends && ch.values.size() < ch.capacity && below(2))
      return step(ch.sender, Step::Send, c), ch.values.push_back(p.seen[ch.sender]), true;
    if (!receives || (ch.values.empty() && !ch.closed)) return false;
    step(ch.receiver, Step::Receive, c);
    if (ch.values.empty()) return see(ch.receiver, 0), true;  // closed
    see(ch.receiver, ch.values.front()), ch.values.pop_front();
    return true;
  }

  bool pipe() {
    if (pipes.empty()) return false;
    size_t c = below(pipes.size());
    Channel& ch = pipes[c];
    if (runs(ch.sender) && ch.values.size() < ch.capacity && below(2))
      return step(ch.sender, Step::Write, c), ch.values.push_back(p.seen[ch.sender]), true;
    if (!runs(ch.receiver) || ch.values.empty()) return false;
    step(ch.receiver, below(2) ? Step::Read : Step::ReadAtOnce, c);
    see(ch.receiver, ch.values.front()), ch.values.pop_front();
    return true;
  }

  bool spawn() {
    size_t g = below(started.size()), parent = below(started.size());
    if (started[g] || !runs(parent)) return false;
    return step(parent, Step::Spawn, g), started[g] = true;
  }

  bool group(size_t g) {
    size_t w = below(waited.size());
    if (waited[w]) return step(g, Step::Wait, w), true;
    if (below(8) == 0) return step(g, Step::Wait, w), waited[w] = true;
    return step(g, Step::Done, w), p.groups[w]++, true;
  }

  void alone(size_t g) {
    switch (below(10)) {
      case 0: {
        size_t m = below(p.sums.size()), amount = below(1000);
        step(g, Step::Add, m, amount), p.sums[m] += amount;
        break;
      }
      case 1:
        group(g);
        break;
      case 2:
        step(g, Step::Pin), pinned[g]++;
        break;
      case 3:
      case 4:
        if (pinned[g]) step(g, Step::Unpin), pinned[g]--;
        break;
      case 5:
        step(g, Step::Throw);
        break;
      case 6:
        if (below(10) == 0) step(g, Step::Sleep, 0, below(300));
        break;
      case 7:
        if (g != 0 && below(4) == 0) step(g, Step::Exit), ended[g] = true;
        break;
      case 8:
        step(g, Step::Yield);
        break;
      case 9:
        step(g, Step::Call);
        break;
    }
  }

  void end() {
    for (size_t g = 0; g < started.size(); g++) {
      if (!started[g]) step(0, Step::Spawn, g), started[g] = true;
    }
    size_t dice = below(10);
    p.end = dice == 0 ? Program::Deadlocks : dice == 1 ? Program::Panics : Program::Finishes;
    if (p.end == Program::Finishes) return;
    size_t most = p.end == Program::Panics ? 1 : 1 + below(4);
    for (size_t g = 0; g < ended.size() && p.stuck < most; g++) {
      if (ended[g]) continue;
      p.stuck++;
      step(g, p.end == Program::Panics ? Step::Panic : Step::Kind(Step::StayReceiving + below(4)));
    }
  }
};

}  // namespace

Program random_program(uint64_t seed) {
  Maker m(seed);
  m.begin();
  for (size_t i = 20 + m.below(300); i > 0; i--) {
    size_t g = m.below(m.started.size());
    switch (m.below(6)) {
      case 0:
      case 1:
      case 2:
        m.communicate();
        break;
      case 3:
        m.pipe();
        break;
      case 4:
        m.spawn();
        break;
      case 5:
        if (m.runs(g)) m.alone(g);
        break;
    }
  }
  m.end();
  return m.p;
}
