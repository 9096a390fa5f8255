// The chapter's states; before a goroutine changes its own, a test may look.
#include <gstatus.hpp>
#include <observe.hpp>

#define casgstatus chapter_casgstatus
#include "../../../chapters/03-single-p/gstatus.cpp"
#undef casgstatus

namespace rt {

void casgstatus(G* gp, GStatus from, GStatus to) {
  exercise::moment(exercise::at.changes, gp);
  chapter_casgstatus(gp, from, to);
}

}  // namespace rt
