#include <report.hpp>
#include <unistd.h>

namespace rt {

void heading(const char* text) {
  bool terminal = isatty(STDOUT_FILENO);
  printf("%s%s%s\n", terminal ? "\n\033[1m" : "\n", text, terminal ? "\033[0m" : "");
  fflush(stdout);
}

void moral(const char* text) {
  printf("\n%s\n", text);
  fflush(stdout);
}

}  // namespace rt
