#include <dirent.h>
#include <fcntl.h>

#include <gstatus.hpp>
#include <rawsyscall.hpp>
#include <sysmon.hpp>

namespace rt {

// /proc/self/task has a folder for each thread, whose file `syscall` holds the number of the call
// that the thread is in, six arguments, sp and pc: "202 0x7f… 0x80 0x2 0x0 0x0 0x0 0x7f… 0x7f…".
// The sp shows whose thread it is, for it lies on the goroutine's stack; a thread that has nothing
// to do sleeps on g0's. All by bare system calls, without libc's memory.

// Reads a number, decimal or after 0x; goes on behind it and the blank.
static uint64_t number(const char** text) {
  const char* at = *text;
  uint64_t n = 0, base = 10;
  if (at[0] == '0' && at[1] == 'x') at += 2, base = 16;
  for (;; at++) {
    if ('0' <= *at && *at <= '9') n = n * base + static_cast<uint64_t>(*at - '0');
    else if (base == 16 && 'a' <= *at && *at <= 'f')
      n = n * base + static_cast<uint64_t>(*at - 'a') + 10;
    else break;
  }
  *text = *at == ' ' ? at + 1 : at;
  return n;
}

// Is this thread, a folder's name, in futex(2) on gp's stack? (Nothing orders that gp got its stack
// before this, but it has been running for a second.)
__attribute__((no_sanitize("thread"))) static bool sleeps(uintptr_t task, const char* thread,
                                                          G* gp) {
  char name[64], text[256] = {};
  size_t n = 0;
  for (; thread[n] && n < sizeof name - 9; n++) name[n] = thread[n];
  for (const char* c = "/syscall"; *c; c++) name[n++] = *c;
  name[n] = 0;
  SyscallResult file = RawSyscall6(SYS_openat, task, word(name), O_RDONLY | O_CLOEXEC, 0, 0, 0);
  if (file.err) return false;
  RawSyscall(SYS_read, file.r1, word(text), sizeof text - 1);
  RawSyscall(SYS_close, file.r1, 0, 0);
  if (*text < '0' || '9' < *text) return false;  // "running", or "-1 …"
  const char* at = text;
  if (number(&at) != SYS_futex) return false;
  for (int i = 0; i < 6; i++) number(&at);
  uint64_t sp = number(&at);
  return gp->stack.lo <= sp && sp < gp->stack.hi;
}

bool infutex(G* gp) {
  struct Entry {  // linux_dirent64
    uint64_t ino, off;
    uint16_t size;
    uint8_t type;
    char name[1];  // and more
  };
  alignas(8) char entries[2048];
  SyscallResult task =
      RawSyscall6(SYS_openat, static_cast<uintptr_t>(AT_FDCWD), word("/proc/self/task"),
                  O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0, 0);
  if (task.err) return false;
  bool found = false;
  for (;;) {
    SyscallResult got = RawSyscall(SYS_getdents64, task.r1, word(entries), sizeof entries);
    if (got.err || got.r1 == 0) break;
    for (uintptr_t at = 0; at < got.r1 && !found;) {
      auto entry = reinterpret_cast<Entry*>(entries + at);
      found = entry->name[0] != '.' && sleeps(task.r1, entry->name, gp);
      at += entry->size;
    }
    if (found) break;
  }
  RawSyscall(SYS_close, task.r1, 0, 0);
  return found;
}

}  // namespace rt
