// Believes that write takes all or nothing.
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
  SyscallResult r;
  do {
    r = write(fd, data, size);
  } while (r.err == EINTR);
  if (r.err) return {0, r.err};
  return {size, 0};
}

}  // namespace rt
