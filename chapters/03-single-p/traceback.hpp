// Which goroutines are there, and in what state?
#pragma once

namespace rt {

// Lists every goroutine that has not finished on stderr. Go 1.21: runtime/traceback.go, tracebackothers
void tracebackothers();

// Is there any? Call it only when nothing runs.
bool anyalive();

}  // namespace rt
