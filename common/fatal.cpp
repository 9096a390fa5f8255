#include <atomic>
#include <cstdarg>
#include <cstdio>
#include <fatal.hpp>
#include <printerr.hpp>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace rt {

void (*fatal_details)() = nullptr;

// What was printed before the error must not be lost. fflush would take stdout's lock, which may
// never be free again: perhaps it was printf that ran out of stack. So the bytes are written from
// where they lie, and the process ends before they could be written again.
static void flush() {
  const char *from = stdout->_IO_write_base, *to = stdout->_IO_write_ptr;
  if (from < to) write_all(STDOUT_FILENO, from, static_cast<size_t>(to - from));
}

// Nothing in here, nor in fatal_details, may allocate or take a lock of libc's.
[[noreturn]] static void die(const char* kind, const char* format, va_list arguments) {
  // Perhaps nothing reads stdout any more. That must not end us before we have said why.
  sigset_t pipe;
  sigemptyset(&pipe), sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  // One thread adds the details and ends the process. An error in there must not come back here,
  // and other threads that fail meanwhile must not end the process before it is done.
  static std::atomic<bool> dying = false;
  static thread_local bool me = false;
  if (!dying.load(std::memory_order_relaxed)) flush();
  char text[1024];
  format_into(text, sizeof text, format, arguments);
  printerr("%s: %s\n", kind, text);
  if (!me && dying.exchange(true, std::memory_order_relaxed)) {
    for (;;) pause();
  }
  if (!me && fatal_details) {
    me = true;
    fatal_details();
  }
  syscall(SYS_exit_group, 2);  // ThreadSanitizer's _exit flushes stdout, and waits for its lock
  __builtin_unreachable();
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
