#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

void startbackground() {
  sysmonasgo(), watchdoglimit();  // a wrong wish is said before anything runs
  startsystemthread(-1, sysmon);
}

}  // namespace rt
