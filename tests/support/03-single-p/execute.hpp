// The chapter's execute and dropg; when a goroutine is off its thread, a test may look.
#pragma once
#include <observe.hpp>

#define dropg chapter_dropg
#include "../../../chapters/03-single-p/execute.hpp"
#undef dropg

namespace rt {

inline void dropg() {
  G* gp = getg()->m->curg;
  chapter_dropg();
  exercise::moment(exercise::at.dropped, gp);
}

}  // namespace rt
