// At two places a goroutine runs without a P for a moment. Whoever reads both must expect it.
#pragma once

namespace rt {

// Makes that moment longer, in a test's own version of this file. Here it does nothing.
// Go 1.27: runtime/proc.go, debugExtendGrunningNoP
inline void extendGrunningNoP() {}

}  // namespace rt
