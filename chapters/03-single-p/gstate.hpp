// What a list of goroutines says of one.
#pragma once
#include <g.hpp>

namespace rt {

// Why it waits, or else its state.
const char* gstate(G* gp, uint32_t status);

// Has it left its thread by mcall? Then gp->sched says where it stands.
bool leftbymcall(G* gp, uint32_t status);

}  // namespace rt
