#include <spin.hpp>

namespace rt {

// Go 1.21: runtime/proc.go, newm
void newm(int32_t id, P* pp, bool spinning) { newm1(allocm(id, pp, spinning)); }

}  // namespace rt
