// The record that `make trace-N` keeps, and how it is shown. No schedules are tried here, but only
// the test programs that try them are built with the record (common/traced).
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <trace_read.hpp>

#include "support/child.hpp"

using namespace rt;

TEST_CASE(
    "the timeline of a scripted run: a goroutine blocks, its P is taken, another M runs there") {
  Record r;
  auto at = [&](int64_t ms, int m, Ev ev, int p, uint64_t g, uint32_t arg = 0) {
    r.events.push_back({{ms * 1'000'000, g, arg, 0, 0, static_cast<int16_t>(p), ev}, m, m});
  };
  at(0, 0, Ev::ProcStart, 0, 0);
  at(0, 0, Ev::GoStart, 0, 1);
  at(10, 0, Ev::GoSysCall, 0, 1);
  at(30, -1, Ev::GoSysBlock, 0, 0);
  at(30, -1, Ev::ProcSteal, 0, 0);
  at(30, -1, Ev::Handoff, 0, 0, 1);
  at(30, -1, Ev::ThreadWake, 0, 0, 1);
  at(30, 1, Ev::ProcStart, 0, 0);
  at(30, 1, Ev::GoStart, 0, 2);
  at(60, 1, Ev::GoEnd, 0, 2);
  Story story = trace_replay(r);
  View view;
  view.columns = 72;
  std::string text = trace_timeline(r, story, view);
  INFO(text);
  auto lane = [&](const char* name) {
    size_t from = text.find(name);
    return text.substr(from, text.find('\n', from) - from);
  };
  CHECK(lane("P0").find("1111111111ssss") == 8);
  CHECK(contains(lane("P0"), "ssss2222"));
  CHECK(lane("M0").find("1111111111ssss") == 8);
  CHECK(contains(lane("M0"), "ss████"));
  CHECK(contains(lane("M1"), "2222222222222222222222"));
  CHECK(contains(lane("sysmon"), "R"));
  // The arrow goes from the retake to the M that took over.
  REQUIRE(story.flows.size() == 1);
  CHECK(r.events[story.flows[0].from].ev == Ev::ProcSteal);
  CHECK(r.events[story.flows[0].to].ev == Ev::ProcStart);
  CHECK(r.events[story.flows[0].to].m == 1);
  for (const Slice& a : story.slices) {
    for (const Slice& b : story.slices) {  // slices of one lane nest
      bool same = a.kind == b.kind && a.lane == b.lane;
      bool overlap = a.from < b.from && b.from < a.to && a.to < b.to;
      CHECK(!(same && overlap));
    }
  }
}

TEST_CASE("events as lines: by name, goroutine, P, thread and role, and counted") {
  Record r;
  auto at = [&](int m, Ev ev, int p, uint64_t g) {
    int64_t now = static_cast<int64_t>(r.events.size()) * 1'500'000;
    r.events.push_back({{now, g, 0, 0, 0, static_cast<int16_t>(p), ev}, m, m});
  };
  trace_roles = "main, ticker 1, ticker 2, reader …";
  for (uint64_t g = 1; g <= 5; g++) at(0, Ev::GoCreate, 0, g);
  at(1, Ev::GoSysCall, 1, 4);
  at(-1, Ev::ProcSteal, 1, 0);
  at(1, Ev::GoSysExit, 0, 4);
  auto lines = [&](const char* words) {
    std::string text = trace_show(r, words);
    return std::count(text.begin(), text.end(), '\n');
  };
  CHECK(trace_show(r, "GoSysCall") ==
        "    7.5000 ms  M1      P1   GoSysCall   reentersyscall      G4, reader 1\n");
  CHECK(trace_show(r, "sysmon") == "    9.0000 ms  sysmon  P1   ProcSteal   retake\n");
  CHECK(lines("all") == 8);
  CHECK(lines("GoSys") == 2);
  CHECK(lines("GoSys,Proc") == 3);
  CHECK(lines("retake") == 1);
  CHECK(lines("G4") == 3);
  CHECK(lines("reader") == 4);
  CHECK(lines("reader M1") == 2);
  CHECK(lines("reader P0 GoSys") == 1);
  CHECK(contains(trace_show(r, "nosuch"), "no event fits EVENTS=\"nosuch\""));
  CHECK(trace_show(r, "count GoCreate Proc") ==
        "      5  GoCreate    newproc\n      1  ProcSteal   retake\n");
}

TEST_CASE("events beyond TRACE_EVENTS=N are dropped and counted") {
  Child c = child([] {
    setenv("TRACE_EVENTS", "10", 1);
    for (uint64_t i = 0; i < 25; i++) trace_record(Ev::GoStart, 0, i, 0, 0, 0);
    Record r = trace_read();
    printf("%zu kept, the last is %lu, %lu dropped", r.events.size(), r.events.back().g, r.dropped);
  });
  CHECK(c.out == "10 kept, the last is 9, 15 dropped");
}
