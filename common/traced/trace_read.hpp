// The record, as its viewers see it: first a list of events, then slices of time on lanes.
#pragma once
#include <algorithm>
#include <string>
#include <trace.hpp>
#include <vector>

namespace rt {

struct Event {
  int64_t time;  // nanotime
  uint64_t g;
  uint32_t arg, local, global;
  int16_t p;
  Ev ev;
};
static_assert(sizeof(Event) <= 32, "two events must fit into a cache line");

struct Entry : Event {
  int m;       // its writer: an M's id, or -1 for sysmon
  int thread;  // one number for each ring: several runs have an M 1 each
};

struct Record {
  std::vector<Entry> events;  // of all threads, by time
  uint64_t dropped = 0;
};

// All rings, merged.
Record trace_read();

// How many events a ring holds: the environment's TRACE_EVENTS.
uint32_t trace_events();

// Where an event stands: {"GoStart", "execute", "execute.hpp"}.
struct EvName {
  const char *name, *function, *file;
};
EvName evname(const Entry& e);
extern const EvName evnames[static_cast<int>(Ev::count)];

enum class Kind : uint8_t { P, M, sysmon };

enum class What : uint8_t {
  nothing,
  runs,     // goroutine g is on this P or M; what it does in the kernel lies on top of it
  syscall,  // g is in the kernel
  blocked,  // … and its P was taken from it; lies on top of syscall
  looks,    // an M that has a P, and no goroutine: it is in schedule()
  sleeps,   // an M without a P
  retakes,  // sysmon takes a P and looks for an M to run it
};

// Something that lasted. Slices of one lane nest: two of them are apart, or one lies in the other.
struct Slice {
  Kind kind;
  int lane;  // the P's or M's id
  What what;
  What below;  // what it lies on
  uint64_t g;
  int other;  // the M of a slice on a P, the P of one on an M, or -1
  int64_t from, to;
  size_t event;  // the event that began it
};

// From a cause to its effect, both of them events.
struct Flow {
  const char* name;
  size_t from, to;
};

struct Story {
  std::vector<Slice> slices;
  std::vector<Flow> flows;
};

// What the threads did, told from what they wrote down.
Story trace_replay(const Record& record);

// Chrome's trace-event format, which ui.perfetto.dev reads.
std::string trace_json(const Record& record, const Story& story);

// The events that `words` ask for, a line each, or counted (trace_show.cpp).
std::string trace_show(const Record& record, const char* words);

// The picture for the terminal. `from` and `to`: nanoseconds after the first event.
struct View {
  int columns = 100;
  bool color = false;
  int64_t from = 0, to = INT64_MAX;
};
std::string trace_timeline(const Record& record, const Story& story, const View& view);

}  // namespace rt
