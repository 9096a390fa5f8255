// Ours, not Go's. A call that blocks keeps its P until sysmon has seen it twice: for 20 to 100 µs
// the P does nothing. But a call that has blocked here the last few times will usually block again.
// Then its P may be given away before the call, as SyscallBlock does.
#pragma once
#include <cstdint>

namespace rt {

struct G;

// Will gp's call at pc block? Asked on the way in, only by goroutines that have recently lost a P.
// Yes only if somebody waits for the P.
bool foreseen(G* gp, uintptr_t pc);

// How the call that gp is returning from ended. Either the call lost its P, or gp gave the P away
// on our advice: if that was long ago, we were right.
void foreseelost(G* gp);
void foreseegiven(G* gp);

}  // namespace rt
