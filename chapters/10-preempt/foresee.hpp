// Ours, not Go's. A call that blocks keeps its P until sysmon has seen it twice: 20 to 100 µs in
// which the P stands still. But who has blocked here the last times will block again, mostly; then
// the P may be given away before the call, as SyscallBlock does.
#pragma once
#include <cstdint>

namespace rt {

struct G;

// Will gp's call at pc block? Asked on the way in, only by goroutines that have lost a P lately.
// Yes only if somebody waits for the P.
bool foreseen(G* gp, uintptr_t pc);

// How the call has ended that gp comes back from: it has lost its P. Or it gave it away by our
// advice: if that was long ago we were right.
void foreseelost(G* gp);
void foreseegiven(G* gp);

}  // namespace rt
