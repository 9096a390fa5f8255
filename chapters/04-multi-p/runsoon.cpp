#include <runq.hpp>
#include <spin.hpp>
#include <thisp.hpp>

namespace rt {

void runsoon(G* gp) {
  runqput(thisp(), gp, true);
  wakep();
}

}  // namespace rt
