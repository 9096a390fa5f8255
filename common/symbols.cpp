#include <elf.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstring>
#include <printerr.hpp>
#include <symbols.hpp>

extern "C" const Elf64_Ehdr __ehdr_start;  // the linker's: where the program begins in memory
extern "C" const char etext;               // … and where its code ends

namespace rt {

// A program that reads debugging information, started once and asked line by line. Reading it
// ourselves would take more code than the scheduler.
static struct Reader {
  bool started = false;
  int ask[2] = {-1, -1}, answer[2] = {-1, -1};
} reader;

static void start() {
  reader.started = true;
  if (pipe2(reader.ask, O_CLOEXEC) || pipe2(reader.answer, O_CLOEXEC)) return;
  char program[64] = "/proc/", *end = program + 6;  // /proc/self would be addr2line's own
  int pid = getpid(), scale = 1;
  while (pid / scale >= 10) scale *= 10;
  for (; scale; scale /= 10) *end++ = static_cast<char>('0' + pid / scale % 10);
  strcpy(end, "/exe");
  char name[] = "addr2line", flags[] = "-Cfipe";
  char* const argv[] = {name, flags, program, nullptr};
  // This process is about to end, so the reader may have its stdin and stdout, but not its stderr.
  // Not fork, which calls handlers and takes malloc's locks, nor vfork: AddressSanitizer's clears
  // all that lies between the goroutine's stack and the one that signals run on.
  dup2(reader.ask[0], STDIN_FILENO), dup2(reader.answer[1], STDOUT_FILENO);
  fcntl(STDERR_FILENO, F_SETFD, FD_CLOEXEC);
  posix_spawnp(nullptr, name, nullptr, nullptr, argv, environ);
  close(STDIN_FILENO), close(STDOUT_FILENO);
  close(reader.ask[0]), close(reader.answer[1]);
}

// One line; false if none comes.
static bool answered(char* line, size_t size) {
  size_t n = 0;
  while (n + 1 < size) {
    pollfd file = {reader.answer[0], POLLIN, 0};
    if (poll(&file, 1, 10'000) <= 0 || read(reader.answer[0], line + n, 1) != 1) return false;
    if (line[n] == '\n') break;
    n++;
  }
  line[n] = 0;
  return n > 0;
}

void print_place(uintptr_t pc) {
  auto begin = reinterpret_cast<uintptr_t>(&__ehdr_start);
  bool own = begin <= pc && pc < reinterpret_cast<uintptr_t>(&etext);
  if (!own) return printerr("\t0x%lx, in a library\n", pc);
  if (!reader.started) start();
  // What returns to pc is the call before it. A program that may lie anywhere counts from 0.
  char line[1024] = "0x";
  uintptr_t address = pc - 1 - (__ehdr_start.e_type == ET_DYN ? begin : 0);
  for (int i = 0; i < 16; i++) line[2 + i] = "0123456789abcdef"[address >> (60 - 4 * i) & 15];
  // It answers with a line for each function that is inlined there. Where nothing is, it says ??,
  // and so an address 0 shows where the answer ends.
  constexpr char kEnd[] = "\n0\n", kInlined[] = " (inlined by) ";
  memcpy(line + 18, kEnd, sizeof kEnd);
  // poll would wait for a pipe that is not there until its time is up, for every frame.
  bool asked =
      reader.answer[0] >= 0 && write(reader.ask[1], line, 21) == 21 && answered(line, sizeof line);
  if (!asked) return printerr("\t0x%lx\n", pc);
  do {
    bool inlined = !strncmp(line, kInlined, sizeof kInlined - 1);
    printerr("\t%s\n", line + (inlined ? sizeof kInlined - 1 : 0));
  } while (answered(line, sizeof line) && strncmp(line, "??", 2));
}

}  // namespace rt
