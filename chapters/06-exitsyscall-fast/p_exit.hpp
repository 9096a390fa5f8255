// How often a system call's way back was short.
#pragma once
#include <atomic.hpp>
#include <cstdint>

namespace rt {

struct PExit {
  Atomic<uint64_t, "p.fastexits"> fastexits;  // since run began; only the owner writes it
};

}  // namespace rt
