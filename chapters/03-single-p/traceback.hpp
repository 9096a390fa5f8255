// Which goroutines are there, and in what state?
#pragma once

namespace rt {

struct G;

// Lists every goroutine that has not finished on stderr; `stack`, if there is one, adds to each
// where it stands. Go 1.21: runtime/traceback.go, tracebackothers
void traceback(void (*stack)(G*));
void tracebackothers();

// The first goroutine that has not finished, or null. Call it only when nothing runs.
G* anyalive();

}  // namespace rt
