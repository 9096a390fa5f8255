// P: what a thread must own to run goroutines ("processor"). There are GOMAXPROCS of them.
#pragma once
#include <p_core.hpp>
#include <p_runq.hpp>

namespace rt {

struct P : PCore, PRunq {};

constexpr int kMaxProcs = 1024;
inline P* allp[kMaxProcs];
inline int gomaxprocs;  // how many of them there are; changes only while nothing runs

}  // namespace rt
