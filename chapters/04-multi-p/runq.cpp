// Replaced: a P has its own queue, runqput.hpp and runqget.hpp; what becomes runnable goes
// through runsoon.cpp or runlater.hpp.
