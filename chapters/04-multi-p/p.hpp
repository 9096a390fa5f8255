// P: what a thread must own to run goroutines ("processor"). There are GOMAXPROCS of them.
#pragma once
#include <allp.hpp>
#include <p_core.hpp>
#include <p_free.hpp>
#include <p_runq.hpp>

namespace rt {

struct P : PCore, PRunq, PFree {};

}  // namespace rt
