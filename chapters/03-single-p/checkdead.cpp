#include <fatal.hpp>
#include <proc.hpp>
#include <traceback.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, checkdead. Go's main may finish before its goroutines; ours waits for
// them, so having nothing to run is either the end or a deadlock.
void checkdead() {
  if (anyalive()) fatal("all goroutines are asleep - deadlock!");
}

}  // namespace rt
