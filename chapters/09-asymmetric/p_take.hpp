// A P that somebody is about to take.
#pragma once
#include <cstdint>

namespace rt {

struct G;

struct PTake {
  bool wish;          // sysmon's alone: it wants this one, at this look
  G* wantg;           // out of this goroutine's call …
  uint64_t wantcall;  // … of this number; both under sched.taking
};

}  // namespace rt
