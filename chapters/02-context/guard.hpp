// The guard below a stack.
#pragma once
#include <cstdint>

namespace rt {

// Guards the kGuardSize bytes at `lo`, in the way that guardkind() says. Called under the stacks'
// lock.
void makeguard(uintptr_t lo);

// All stacks below `end` will be handed out anew, and still have their guards.
void keepguards(uintptr_t end);

}  // namespace rt
