#include <cstdarg>
#include <cstdio>
#include <fatal.hpp>
#include <unistd.h>

namespace rt {

void (*fatal_details)() = nullptr;

[[noreturn]] static void die(const char* kind, const char* format, va_list arguments) {
  // What was printed before the error must not be lost, but this thread may have failed inside
  // printf.
  if (ftrylockfile(stdout) == 0) fflush(stdout);
  char text[1024];
  vsnprintf(text, sizeof text, format, arguments);
  dprintf(STDERR_FILENO, "%s: %s\n", kind, text);
  auto details = fatal_details;
  fatal_details = nullptr;  // an error in here must not come back here
  if (details) details();
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
