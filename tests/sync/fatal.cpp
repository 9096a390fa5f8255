// Under the explorer an error of the runtime is a failed schedule, and not the end of the program.
#include <cstdarg>
#include <cstdio>
#include <cstring>
#include <unistd.h>
#include <watch.hpp>

[[gnu::format(printf, 2, 3)]] static int report(int fd, const char* format, ...) {
  char text[1200];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (!rt::sync::fatal_hook) return static_cast<int>(write(fd, text, strlen(text)));
  text[strcspn(text, "\n")] = 0;
  rt::sync::fatal_hook(text);
  return 0;
}

#define dprintf report
#include "../../common/fatal.cpp"
