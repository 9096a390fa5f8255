// The chapter's run queue; before a goroutine stands in it, and after that, a test may look.
#include <observe.hpp>
#include <runq.hpp>

#define runsoon chapter_runsoon
#define runlater chapter_runlater
#include "../../../chapters/03-single-p/runq.cpp"
#undef runsoon
#undef runlater

namespace rt {

void runsoon(G* gp) {
  exercise::at.soon = true;
  exercise::moment(exercise::at.queued, gp);
  chapter_runsoon(gp);
  exercise::moment(exercise::at.isqueued, gp);
}

void runlater(G* gp) {
  exercise::at.soon = false;
  exercise::moment(exercise::at.queued, gp);
  chapter_runlater(gp);
  exercise::moment(exercise::at.isqueued, gp);
}

}  // namespace rt
