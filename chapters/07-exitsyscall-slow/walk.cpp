#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <clock.hpp>
#include <cstring>
#include <count.hpp>
#include <run.hpp>
#include <syscall.hpp>
#include <vector>

namespace rt {

// Five times a second, by the first goroutine that finds it is time.
void progress(Count* count) {
  constexpr int64_t second = 1'000'000'000;
  int64_t now = nanotime(), shown = count->shown.load(memory_order_relaxed);
  if (now - count->start < second || now - shown < second / 5 || !isatty(STDERR_FILENO)) return;
  if (!count->shown.compare_exchange_strong(shown, now, memory_order_relaxed, memory_order_relaxed))
    return;
  dprintf(STDERR_FILENO, "\r%lu files, %lu MB …", count->files.load(memory_order_relaxed),
          count->bytes.load(memory_order_relaxed) >> 20);
}

static void startfile(Count* count, std::string path) {
  count->places.send(0);  // waits while the limit of open files is reached
  count->all.Add(1);
  go([count, path = std::move(path)] {
    countfile(count, path);
    count->places.recv();
    count->all.Done();
  });
  progress(count);
}

// The file's type as d_type has it; DT_UNKNOWN, and a line on stderr, if it can't be found out.
static unsigned char typeof_path(Count* count, const std::string& path) {
  struct stat status = {};
  SyscallResult r = Syscall6(SYS_newfstatat, AT_FDCWD, word(path.c_str()), word(&status),
                             AT_SYMLINK_NOFOLLOW, 0, 0);
  if (!r.err) return static_cast<unsigned char>(IFTODT(status.st_mode));
  cannotread(count, path, r.err);
  return DT_UNKNOWN;
}

// Starts goroutines for the files in one directory, and adds the directories in it to `todo`.
static void readdirectory(Count* count, const std::string& path, std::vector<std::string>* todo) {
  constexpr int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
  SyscallResult directory = again(SYS_open, word(path.c_str()), uintptr_t{flags}, uintptr_t{0});
  if (directory.err) return cannotread(count, path, directory.err);
  alignas(dirent64) char buffer[32 * 1024];
  SyscallResult n;
  while ((n = again(SYS_getdents64, directory.r1, word(buffer), sizeof buffer)).r1 > 0 && !n.err) {
    for (uintptr_t at = 0; at < n.r1;) {
      auto entry = reinterpret_cast<dirent64*>(buffer + at);
      at += entry->d_reclen;
      if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
      std::string name = path + (path.ends_with('/') ? "" : "/") + entry->d_name;
      unsigned char type = entry->d_type == DT_UNKNOWN ? typeof_path(count, name) : entry->d_type;
      if (type == DT_REG) startfile(count, std::move(name));
      else if (type == DT_DIR) todo->push_back(std::move(name));
    }
  }
  if (n.err) cannotread(count, path, n.err);
  Syscall(SYS_close, directory.r1, 0, 0);
}

void walk(Count* count, const std::string& path) {
  unsigned char type = typeof_path(count, path);
  if (type == DT_REG) startfile(count, path);
  if (type != DT_DIR) return;
  std::vector<std::string> todo = {path};
  while (!todo.empty()) {
    std::string next = std::move(todo.back());
    todo.pop_back();
    readdirectory(count, next, &todo);
  }
}

}  // namespace rt
