// The real job: counts files, lines and bytes below some directories, one goroutine a file.
#pragma once
#include <atomic.hpp>
#include <cerrno>
#include <chan.hpp>
#include <string>
#include <syscall.hpp>
#include <waitgroup.hpp>

namespace rt {

// What all the goroutines of one count share.
struct Count {
  Atomic<uint64_t, "count.files"> files = 0;
  Atomic<uint64_t, "count.lines"> lines = 0;
  Atomic<uint64_t, "count.bytes"> bytes = 0;
  Atomic<uint64_t, "count.failed"> failed = 0;  // what could not be read
  Chan<char> places;  // a semaphore: a goroutine holds a place while its file is open
  WaitGroup all;
  int64_t start = 0;                         // when it began, and …
  Atomic<int64_t, "count.shown"> shown = 0;  // … when the progress line was last shown

  explicit Count(size_t most) : places(most) {}
};

// A signal may end a call before it has done anything: EINTR. Then it is made again. Inline, like
// Syscall: each call from a place of its own.
template <class... Arguments>
[[gnu::always_inline]] inline SyscallResult again(uintptr_t trap, Arguments... arguments) {
  for (;;) {
    SyscallResult result = Syscall(trap, arguments...);
    if (result.err != EINTR) return result;
  }
}

// Names `path` on stderr, with the reason why it could not be read.
void cannotread(Count* count, const std::string& path, uintptr_t err);

// Shows on a terminal how far it is, if that takes more than a second.
void progress(Count* count);

// Reads one file, and adds to the totals. Runs as a goroutine.
void countfile(Count* count, const std::string& path);

// Finds every regular file below `path` (or `path` itself), and starts a goroutine for each. Links
// are not followed. What find(1) would find with -type f.
void walk(Count* count, const std::string& path);

// The program: the number of procs, and the paths. Returns the exit status: 1 if anything could not
// be read.
int count(int procs, int paths, char** path);

// The same for main: if the command line says `[OPTION…] count [OPTION…] PATH…`. Else -1.
int countmain(int argc, char** argv);

}  // namespace rt
