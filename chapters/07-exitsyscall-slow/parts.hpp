// What one short system call costs, part by part. Each chapter from here on shows it.
#pragma once

namespace rt {

// Prints the price of getppid by the stub alone, of all that the runtime does around it, and of
// both: nanoseconds, each the median of many short turns.
void parts();

// The same for main, if the command line says `parts` and nothing else. Else false.
bool partsmain(int argc, char** argv);

}  // namespace rt
