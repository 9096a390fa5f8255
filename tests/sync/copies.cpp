// Functions of the runtime that are inline, and that tests call directly. A test isn't told what it
// reads and writes (told.cpp), and neither would its own copies be. This file is, and comes before
// all tests when the program is linked, so its copies count.
#include <runq.hpp>

namespace rt {

extern const void* const copies[];
const void* const copies[] = {
    reinterpret_cast<void*>(runqput),  reinterpret_cast<void*>(runqputslow),
    reinterpret_cast<void*>(runqget),  reinterpret_cast<void*>(runqempty),
    reinterpret_cast<void*>(runlater),
};

}  // namespace rt
