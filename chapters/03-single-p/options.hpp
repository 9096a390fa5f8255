// The command line of the chapters' programs.
#pragma once

namespace rt {

struct Options {
  int procs;           // --procs, else the environment's GOMAXPROCS, else what the program prefers
  int block_ms = 200;  // --block-ms: for how long the experiment's readers block
};

// What it does not understand ends the program, with a sentence, the usage and status 2.
Options parse(int argc, char** argv, int procs = 2);

// `text` as a whole number from `least` to `most`; the same end if it is not one.
int number(const char* name, const char* text, int least, int most);

}  // namespace rt
