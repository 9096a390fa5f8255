#include <cstring>
#include <report.hpp>
#include <unistd.h>

namespace rt {

void heading(const char* text) {
  bool terminal = isatty(STDOUT_FILENO);
  printf("%s%s%s\n", terminal ? "\n\033[1m" : "\n", text, terminal ? "\033[0m" : "");
  fflush(stdout);
}

// A line ends before the word that would reach beyond column 80. A byte 10xxxxxx goes on with the
// character before it.
void moral(const char* text) {
  constexpr int kColumns = 80;
  printf("\n");
  for (int column = 0; *text;) {
    size_t bytes = strcspn(text, " \n");
    int width = 0;
    for (size_t i = 0; i < bytes; i++) width += (text[i] & 0xc0) != 0x80;
    bool fits = column + 1 + width <= kColumns;
    if (column > 0) printf(fits ? " " : "\n");
    printf("%.*s", static_cast<int>(bytes), text);
    column = (column > 0 && fits ? column + 1 : 0) + width;
    text += bytes;
    if (*text == '\n') printf("\n"), column = 0;
    if (*text) text++;
  }
  printf("\n");
  fflush(stdout);
}

}  // namespace rt
