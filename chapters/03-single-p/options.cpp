#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <options.hpp>
#include <usage.hpp>

namespace rt {

[[noreturn]] static void usage(FILE* out = stderr, int status = 2) {
  fprintf(out, "usage: make chapter-%d [ARGS=\"%s\"]\n", CHAPTER, kUsage);
  exit(status);
}

int number(const char* name, const char* text, int least, int most) {
  char* end;
  errno = 0;
  long value = strtol(text, &end, 10);
  if (!errno && end != text && !*end && value >= least && value <= most)
    return static_cast<int>(value);
  fprintf(stderr, "%s must be a whole number from %d to %d, not \"%s\".\n", name, least, most,
          text);
  usage();
}

Options parse(int argc, char** argv, int procs) {
  Options options = {.procs = procs};
  const char* wish = getenv("GOMAXPROCS");
  if (wish && *wish) options.procs = number("GOMAXPROCS", wish, 1, 1024);
  for (int i = 1; i < argc; i++) {
    if (!strcmp(argv[i], "--help")) usage(stdout, 0);
    bool procs = !strcmp(argv[i], "--procs"), block = !strcmp(argv[i], "--block-ms");
    if (!procs && !block) {
      fprintf(stderr, "unknown argument: \"%s\".\n", argv[i]);
      usage();
    }
    if (i + 1 == argc) {
      fprintf(stderr, "%s needs a number after it.\n", argv[i]);
      usage();
    }
    if (procs) options.procs = number("--procs", argv[++i], 1, 1024);
    else options.block_ms = number("--block-ms", argv[++i], 1, 60'000);
  }
  return options;
}

}  // namespace rt
