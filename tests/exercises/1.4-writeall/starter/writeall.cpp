// Exercise 1.4 ★ (15 minutes, extend): write all of it
//
// write(2) may take fewer bytes than it is given, and may be interrupted before it has taken any.
// Write `writeall`, which gives the `size` bytes at `data` to the file `fd`, all of them and in
// their order. It calls `write` for all that is left, as often as it has to, and never asks it to
// take more than that:
//   - `write` returns in r1 how many bytes it has taken. If those are not all, go on behind them;
//   - err == EINTR: a signal came first, and nothing was taken. Try again, as often as it happens
//     (Go issue #38033: os: write should handle EINTR);
//   - any other error ends it, EAGAIN too (a file that does not block has no room now). Return the
//     error, and how many bytes had been taken before: the caller has to know where to go on;
//   - `write` takes 0 bytes, though there are some left, and reports no error: asking again might
//     go on for ever. That ends it too, with the error EIO;
//   - otherwise, n is size in the end, and err is 0. size may be 0 (data may be null then), and it
//     may be more than 4 GiB.
// `rawwrite` is the kernel's. Use only the parameter `write`: the tests stand in for the kernel.
// Why it matters: a program that ignores short writes works for years, and then loses the end of a
// file.
// Done: make exercise-1.4 says so. Stuck: make hint-1.4
#include <cerrno>
#include <cstddef>

#include <not_done.hpp>
#include <rawsyscall.hpp>

namespace rt {

using Write = SyscallResult (*)(int fd, const void* data, size_t size);

struct Written {
  size_t n;   // so many bytes have been taken
  Errno err;  // why it was not all of them; 0: it was
};

SyscallResult rawwrite(int fd, const void* data, size_t size) {
  return RawSyscall(SYS_write, static_cast<uintptr_t>(fd), word(data), size);
}

Written writeall(int fd, const void* data, size_t size, Write write) {
  (void)fd, (void)data, (void)size, (void)write;
  not_done("1.4");
}

}  // namespace rt
