// An error of the runtime is a failed schedule, and not the end of the program.
#include <cstdarg>
#include <cstdio>
#include <fatal.hpp>
#include <unistd.h>
#include <watch.hpp>

namespace rt {

void (*fatal_details)() = nullptr;

[[noreturn]] static void die(const char* kind, const char* format, va_list arguments) {
  char text[1024];
  int n = snprintf(text, sizeof text, "%s: ", kind);
  vsnprintf(text + n, sizeof text - static_cast<size_t>(n), format, arguments);
  if (sync::fatal_hook) sync::fatal_hook(text);
  dprintf(STDERR_FILENO, "%s\n", text);
  if (fatal_details) fatal_details();
  _exit(2);
}

void fatal(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  die("fatal error", format, arguments);
}

void panic(const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  die("panic", format, arguments);
}

}  // namespace rt
