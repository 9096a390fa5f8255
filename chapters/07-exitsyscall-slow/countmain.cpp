#include <algorithm>
#include <count.hpp>
#include <cstdio>
#include <cstring>
#include <options.hpp>
#include <spin.hpp>
#include <vector>

namespace rt {

// Options may stand before the word "count", too.
int countmain(int argc, char** argv) {
  int word = 1;
  while (word < argc && argv[word][0] == '-') word += 2;
  if (word >= argc || strcmp(argv[word], "count")) return -1;
  int first = word + 1;
  while (first < argc && !strncmp(argv[first], "--", 2)) first += 2;
  std::vector<char*> own(argv, argv + word);
  own.insert(own.end(), argv + word + 1, argv + std::min(first, argc));
  Options options = parse(static_cast<int>(own.size()), own.data(), GOMAXPROCS(0));
  if (first >= argc) {
    fprintf(stderr,
            "count needs a path.\nusage: make chapter-%d ARGS=\"[--procs N] count PATH…\"\n",
            CHAPTER);
    return 2;
  }
  return count(options.procs, argc - first, argv + first);
}

}  // namespace rt
