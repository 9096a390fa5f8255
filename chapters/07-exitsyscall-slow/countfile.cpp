#include <fcntl.h>

#include <algorithm>
#include <count.hpp>
#include <errno.hpp>
#include <syscall.hpp>

namespace rt {

void cannotread(Count* count, const std::string& path, uintptr_t err) {
  std::string line = path;
  for (char& c : line) {
    if (static_cast<unsigned char>(c) < ' ')
      c = '?';  // a name may hold anything: keep it on one line
  }
  line = "count: cannot read " + line + ": " + errname(err) + ", " + errtext(err) + "\n";
  Syscall(SYS_write, 2, word(line.data()), line.size());
  count->failed.fetch_add(1, memory_order_relaxed);
}

// O_NONBLOCK: if the name has become a FIFO since it was found, do not wait for a writer.
void countfile(Count* count, const std::string& path) {
  constexpr int flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC;
  SyscallResult file = again(SYS_open, word(path.c_str()), uintptr_t{flags}, uintptr_t{0});
  if (file.err) return cannotread(count, path, file.err);
  char buffer[32 * 1024];
  uint64_t lines = 0;
  Errno err = 0;
  for (;;) {
    SyscallResult n = again(SYS_read, file.r1, word(buffer), uintptr_t{sizeof buffer});
    if ((err = n.err) || n.r1 == 0) break;
    count->bytes.fetch_add(n.r1, memory_order_relaxed);  // at once: progress shows it
    lines += static_cast<uint64_t>(std::count(buffer, buffer + n.r1, '\n'));
    progress(count);
  }
  Syscall(SYS_close, file.r1, 0, 0);
  if (err) cannotread(count, path, err);
  else count->files.fetch_add(1, memory_order_relaxed);
  count->lines.fetch_add(lines, memory_order_relaxed);
}

}  // namespace rt
