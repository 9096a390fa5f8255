// Replaced: a P has its own queue, runqput.cpp and runqget.cpp; what becomes runnable goes
// through runsoon.cpp.
