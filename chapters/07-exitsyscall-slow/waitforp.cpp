// Replaced: without a P the goroutine is queued and its thread sleeps, exitsyscall0.cpp.
