// What goes to the template thread.
#pragma once
#include <lock.hpp>
#include <note.hpp>

namespace rt {

struct M;

// Go 1.21: runtime/proc.go, newmHandoff
struct SchedTemplate {
  struct {
    Lock<"newmHandoff.lock"> lock;
    M* newm = nullptr;  // Ms that want a thread
    bool haveTemplateThread = false;
    bool waiting = false;  // the template thread sleeps on wake
    Note<"newmHandoff.wake"> wake;
  } newmHandoff;
};

}  // namespace rt
