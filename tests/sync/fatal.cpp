// Under the explorer an error of the runtime is a failed schedule, and not the end of the program.
#include <cstdarg>
#include <cstring>
#include <printerr.hpp>
#include <unistd.h>
#include <watch.hpp>

[[gnu::format(printf, 1, 2)]] static void report(const char* format, ...) {
  char text[1200];
  va_list arguments;
  va_start(arguments, format);
  size_t size = rt::format_into(text, sizeof text, format, arguments);
  va_end(arguments);
  if (!rt::sync::fatal_hook) return rt::write_all(STDERR_FILENO, text, size);
  text[strcspn(text, "\n")] = 0;
  rt::sync::fatal_hook(text);
}

#define printerr report
#include "../../common/fatal.cpp"
