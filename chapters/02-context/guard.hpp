// The guard below a stack.
#pragma once
#include <cstdint>

namespace rt {

// Guards the kGuardSize bytes at `lo`, in the way that guardkind() says. Called under the stacks'
// lock.
void makeguard(uintptr_t lo);

}  // namespace rt
