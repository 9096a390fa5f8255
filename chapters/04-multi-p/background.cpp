#include <spin.hpp>

namespace rt {

void startbackground() {}

}  // namespace rt
