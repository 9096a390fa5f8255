// What an M needs to share the work with others.
#pragma once
#include <note.hpp>
#include <pthread.h>

namespace rt {

struct M;
struct P;

// Go 1.21: runtime/runtime2.go, m
struct MSched {
  int32_t id;
  P* p;                 // the P it owns, or null: then it may run nothing
  P* nextp;             // the P that it will own when it wakes up
  bool spinning;        // it has no goroutine and looks for one
  Note<"m.park"> park;  // where it sleeps
  M* schedlink;         // the next one on the list of sleeping Ms
  M* alllink;           // the next one of all
  uint64_t rand;        // for choosing a victim
  pthread_t thread;
};

}  // namespace rt
