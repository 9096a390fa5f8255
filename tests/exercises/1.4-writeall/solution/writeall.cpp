// What has been taken is counted, and is where to go on.
#include <cerrno>
#include <cstddef>

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
  auto p = static_cast<const char*>(data);
  size_t n = 0;
  while (n < size) {
    SyscallResult r = write(fd, p + n, size - n);
    if (r.err == EINTR) continue;
    if (r.err) return {n, r.err};
    if (r.r1 == 0) return {n, EIO};
    n += r.r1;
  }
  return {n, 0};
}

}  // namespace rt
