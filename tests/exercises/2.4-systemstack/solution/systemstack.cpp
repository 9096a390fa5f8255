// There by mcall, and back by gogo, to the G that came.
#include <functional>

#include <switch.hpp>

namespace rt {

// What mcall's fn shall run: mcall passes nothing but the G. Written just before the switch, and
// read just after it, by the same thread.
static thread_local const std::function<void()>* visit;

void systemstack(const std::function<void()>& fn) {
  if (getg() == getg()->m->g0) return fn();
  visit = &fn;
  mcall([](G* gp) {
    (*visit)();
    gogo(gp);
  });
}

}  // namespace rt
