// What the chapter before costs, for comparison.
#pragma once

namespace rt {

// Runs the program of the chapter before, which stands beside this one if it has been made, and has
// it print its parts (parts.hpp). If it is not there, says how to get it.
void before();

}  // namespace rt
