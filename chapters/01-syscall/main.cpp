// Chapter 1: a program that talks to the kernel without libc in between.
#include <fcntl.h>
#include <sys/utsname.h>

#include <errno.hpp>
#include <rawsyscall.hpp>
#include <report.hpp>

using namespace rt;

static void a_handful_of_calls() {
  heading("A handful of system calls");
  printf("  getpid()  = %lu\n", RawSyscall(SYS_getpid, 0, 0, 0).r1);
  printf("  gettid()  = %lu   the same number: a program's first thread\n",
         RawSyscall(SYS_gettid, 0, 0, 0).r1);

  utsname name;
  RawSyscall(SYS_uname, word(&name), 0, 0);
  printf("  uname()   : %s %s on %s\n", name.sysname, name.release, name.machine);

  // Six arguments, the fourth of them in r10: one page of memory, straight from the kernel.
  uintptr_t page =
      RawSyscall6(SYS_mmap, 0, 4096, /* PROT_READ */ 1, /* PRIVATE|ANONYMOUS */ 0x22, -1, 0).r1;
  printf("  mmap()    = %#lx\n", page);
  RawSyscall(SYS_munmap, page, 4096, 0);
}

static void a_failing_call() {
  heading("A call that fails");
  const char* path = "/no/such/file";
  sys::Regs regs = sys::Syscall6(SYS_openat, AT_FDCWD, word(path), O_RDONLY, 0, 0, 0);
  SyscallResult decoded = decode(regs);
  printf("  openat(\"%s\")\n", path);
  printf("    the kernel's rax   : %#lx, that is %ld\n", regs.rax, static_cast<long>(regs.rax));
  printf("    decoded            : r1 = %#lx, r2 = %lu, errno = %lu\n", decoded.r1, decoded.r2,
         decoded.err);
  printf("    %lu means           : %s, %s\n", decoded.err, errname(decoded.err),
         errtext(decoded.err));
}

[[gnu::noinline]] static void plain_call() { asm volatile(""); }

static void what_a_trap_costs() {
  heading("What a trap costs");
  timespec now;
  double function = nanoseconds_each(2'000'000, plain_call);
  double vdso = nanoseconds_each(500'000, [&] { clock_gettime(CLOCK_MONOTONIC, &now); });
  double syscall = nanoseconds_each(500'000, [] { RawSyscall(SYS_getppid, 0, 0, 0); });
  printf("  a function call                  %7.1f ns\n", function);
  printf("  clock_gettime through the vDSO   %7.1f ns   kernel code, mapped into us: no trap\n",
         vdso);
  printf("  getppid through SYSCALL          %7.1f ns   %.0f function calls\n", syscall,
         syscall / function);
}

int main(int argc, char** argv) {
  if (argc > 1) {
    fprintf(stderr,
            "chapter 1: this program takes no arguments, but got \"%s\".\nusage: make chapter-1\n",
            argv[1]);
    return 2;
  }
  static const char hello[] =
      "Hello from ring 3: this line went straight through the SYSCALL instruction.\n";
  RawSyscall(SYS_write, 1, word(hello), sizeof hello - 1);
  a_handful_of_calls();
  a_failing_call();
  what_a_trap_costs();
  moral(
      "A system call is one instruction and a convention about registers. The trap costs as much "
      "as dozens of function calls, on some machines hundreds, and that is the cheap part. If the "
      "kernel has nothing to give yet, the thread sleeps inside that one instruction, and takes "
      "along all that was going to run on it. The rest of this repository is about that.\nNext: "
      "make chapter-2");
}
