// The chapter's free list; before a G stands on it, and after that, a test may look.
#include <observe.hpp>
#include <proc.hpp>

#define gfput chapter_gfput
#include "../../../chapters/03-single-p/gfree.cpp"
#undef gfput

namespace rt {

void gfput(G* gp) {
  exercise::moment(exercise::at.freed, gp);
  chapter_gfput(gp);
  exercise::moment(exercise::at.isfree, gp);
}

}  // namespace rt
