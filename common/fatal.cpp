#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <fatal.hpp>
#include <unistd.h>

namespace rt {

void (*fatal_details)() = nullptr;

[[noreturn]] static void die(const char* kind, const char* format, va_list arguments) {
  // What was printed before the error must not be lost; another thread may hold stdout for ever.
  // And we give it back: we may be the one that pauses below, and a sanitizer's _exit wants it.
  if (ftrylockfile(stdout) == 0) {
    fflush(stdout);
    funlockfile(stdout);
  }
  char text[1024];
  vsnprintf(text, sizeof text, format, arguments);
  dprintf(STDERR_FILENO, "%s: %s\n", kind, text);
  // One thread adds the details and ends the process. An error in there must not come back here,
  // and other threads that fail meanwhile must not end the process before it is done.
  static std::atomic<bool> dying = false;
  static thread_local bool me = false;
  if (!me && dying.exchange(true, std::memory_order_relaxed)) {
    for (;;) pause();
  }
  if (!me && fatal_details) {
    me = true;
    fatal_details();
  }
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
