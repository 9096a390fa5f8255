// How many instructions a short system call is, from Syscall's first to its last, without NOPs, and
// how many of them lock. One process makes the call, another steps through it. make bench-why
#include <signal.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <sys/wait.h>

#include <algorithm>
#include <cstdio>
#include <lockosthread.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <syscall.hpp>

// Between two marks there is one call, and nothing else.
static void mark() { asm volatile("int3"); }

static void traced() {
  ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
  rt::GOMAXPROCS(2);
  rt::run([] {
    rt::LockOSThread();  // only this thread is traced, and stepping is slow: sysmon takes the P
    for (int i = 0; i < 1000; i++) {
      mark();
      rt::Syscall(SYS_getppid, 0, 0, 0);
      mark();
    }
  });
  _exit(0);
}

struct Instruction {
  bool locks;    // the bus: by its prefix, or xchg with memory, which does so without saying so
  bool nothing;  // a NOP, which only brings code to the beginning of a cache line
};
static Instruction at(pid_t child, uintptr_t pc) {
  uint8_t bytes[2 * sizeof(long)];
  for (size_t i = 0; i < sizeof bytes; i += sizeof(long)) {
    long word = ptrace(PTRACE_PEEKTEXT, child, pc + i, nullptr);
    __builtin_memcpy(bytes + i, &word, sizeof word);
  }
  const uint8_t* p = bytes;
  for (; *p == 0x66 || *p == 0xf2 || *p == 0xf3 || *p == 0x64 || *p == 0x65 || *p == 0x2e; p++) {
  }
  if (*p == 0x90 || (p[0] == 0x0f && p[1] == 0x1f)) return {false, true};
  if (*p == 0xf0) return {true, false};
  if ((*p & 0xf0) == 0x40) p++;
  return {(*p == 0x86 || *p == 0x87) && p[1] < 0xc0, false};
}

int main() {
  pid_t child = fork();
  if (child == 0) traced();
  int status, steps = 0, locked = 0, least = 1'000'000, least_locked = 0;
  bool counting = false;
  int64_t how = PTRACE_CONT;
  while (waitpid(child, &status, 0) == child && WIFSTOPPED(status)) {
    int signal = WSTOPSIG(status) == SIGTRAP ? 0 : WSTOPSIG(status);
    if (signal == 0) {
      user_regs_struct registers;
      ptrace(PTRACE_GETREGS, child, nullptr, &registers);
      bool marked = (ptrace(PTRACE_PEEKTEXT, child, registers.rip - 1, nullptr) & 0xff) == 0xcc;
      if (marked && counting && steps < least) least = steps, least_locked = locked;
      if (marked) counting = !counting, steps = -1, locked = 0;
      steps++;
      if (counting) {
        Instruction next = at(child, registers.rip);
        locked += next.locks, steps -= next.nothing;
      }
      how = counting ? PTRACE_SINGLESTEP : PTRACE_CONT;
    }
    ptrace(static_cast<__ptrace_request>(how), child, nullptr, signal);
  }
  if (least == 1'000'000) return fprintf(stderr, "nothing was counted\n"), 1;
  printf("%d %d\n", least - 1, least_locked);  // without the second mark
}
