// What goes to the template thread. From this chapter on, once it exists, it makes all threads.
#pragma once
#include <cstdint>
#include <note.hpp>

namespace rt {

struct P;

// Go 1.21: runtime/proc.go, newmHandoff. All of it under sched.lock.
struct SchedTemplate {
  struct {
    P* ps = nullptr;       // Ps that wait for a new thread, linked like idle ones
    int32_t spinning = 0;  // how many of them were promised a spinning thread
    int32_t wanted = 0;    // threads still to be made
    int32_t spares = 0;   // threads that will soon be free, beyond those that ps wait for: one that
                          // is being made, or is waking a preempted goroutine
    int32_t others = 0;   // threads that others began to make earlier, and are still making
    int64_t full = 0;     // when a thread last could not be made (nanotime); 0: never in this run
    bool passed = false;  // a P without a thread went to a goroutine that has one, past others
    bool haveTemplateThread = false;
    bool waiting = false;  // the template thread sleeps on wake
    Note<"newmHandoff.wake"> wake;
  } newmHandoff;
};

}  // namespace rt
