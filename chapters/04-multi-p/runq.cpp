// Replaced: a P has its own queue, runqput.cpp and runqget.cpp; who becomes runnable goes through
// runsoon.cpp.
