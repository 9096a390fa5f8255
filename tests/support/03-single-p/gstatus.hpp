// The chapter's states; before and after a change a test may look.
#pragma once
#define casgstatus chapter_casgstatus
#include "../../../chapters/03-single-p/gstatus.hpp"
#undef casgstatus
#include <observe.hpp>

namespace rt {

inline void casgstatus(G* gp, GStatus from, GStatus to) {
  exercise::moment(exercise::at.changes, gp);
  chapter_casgstatus(gp, from, to);
  exercise::moment(exercise::at.changed, gp);
}

}  // namespace rt
