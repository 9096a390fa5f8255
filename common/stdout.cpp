#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <printerr.hpp>

namespace rt {

// A program whose output did not arrive has failed, and says so: the disk is full, or there is no
// stdout. (A reader that closes its pipe, like head(1), has seen enough.) This runs after main;
// libc itself would flush without checking.
[[gnu::init_priority(101)]] static struct Output {
  ~Output() {
    const char* why = fflush(stdout) == 0 ? "not all of the output arrived" : strerror(errno);
    pollfd pipe = {STDOUT_FILENO, POLLOUT, 0};
    bool closed = poll(&pipe, 1, 0) == 1 && (pipe.revents & POLLERR);
    if (!ferror(stdout) || closed) return;
    printerr("stdout: %s\n", why);
    _exit(2);
  }
} output;

}  // namespace rt
