// Chapter 1: every argument register reaches the kernel, every preserved one comes back, and errors
// decode.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/user.h>
#include <ucontext.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <errno.hpp>
#include <rawsyscall.hpp>

#include "support/child.hpp"
#include "support/refuse.hpp"

using namespace rt;

struct Decoded {
  uintptr_t r1, r2, err;
};
extern "C" void Syscall6Decoded(Decoded*, uintptr_t num, uintptr_t a1, uintptr_t a2, uintptr_t a3,
                                uintptr_t a4, uintptr_t a5);

TEST_CASE("every argument arrives in the register where the kernel looks for it") {
  Child c = child([] {
    trap(SYS_getppid);
    struct sigaction action = {};
    action.sa_flags = SA_SIGINFO;
    action.sa_sigaction = [](int, siginfo_t*, void* context) {
      auto& r = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
      const long long want[] = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66};
      const int where[] = {REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
      for (int i = 0; i < 6; i++) {
        if (r[where[i]] != want[i]) _exit(i + 1);
      }
      _exit(42);
    };
    sigaction(SIGSYS, &action, nullptr);
    RawSyscall6(SYS_getppid, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66);
    _exit(50);
  });
  INFO("1–6: that argument was elsewhere; 50: the call was not trapped");
  CHECK(c.status == 42);
}

TEST_CASE("six arguments do their work: mmap of a file at an offset") {
  int file = open("/proc/self/exe", O_RDONLY);
  char want[16], *page;
  REQUIRE(pread(file, want, sizeof want, 4096) == sizeof want);
  SyscallResult r =
      RawSyscall6(SYS_mmap, 0, 4096, PROT_READ, MAP_PRIVATE, static_cast<uintptr_t>(file), 4096);
  REQUIRE(r.err == 0);
  page = reinterpret_cast<char*>(r.r1);
  CHECK(memcmp(page, want, sizeof want) == 0);
  CHECK(RawSyscall(SYS_munmap, r.r1, 4096, 0).err == 0);
  close(file);
}

// Calls Syscall6(getpid) with a pattern in each register that System V lets survive a call, and in
// rsp, and returns which of them came back changed, one bit each. Naked, since no compiler may
// touch them in between.
extern "C" [[gnu::naked, gnu::noinline]] int changed_by_syscall6() {
  asm("push %rbx; push %rbp; push %r12; push %r13; push %r14; push %r15; push $0\n"
      "mov $0xb1, %ebx; mov $0xb2, %ebp; mov $0xc1, %r12d; mov $0xc2, %r13d; mov $0xc3, %r14d; mov "
      "$0xc4, %r15d\n"
      "mov %rsp, (%rsp)\n"
      "mov $39, %edi\n"  // getpid
      "sub $16, %rsp; call Syscall6; add $16, %rsp\n"
      "xor %eax, %eax\n"
      "cmp $0xb1, %rbx; je 1f; or $1, %eax; 1: cmp $0xb2, %rbp; je 1f; or $2, %eax; 1:\n"
      "cmp $0xc1, %r12; je 1f; or $4, %eax; 1: cmp $0xc2, %r13; je 1f; or $8, %eax; 1:\n"
      "cmp $0xc3, %r14; je 1f; or $16, %eax; 1: cmp $0xc4, %r15; je 1f; or $32, %eax; 1:\n"
      "cmp %rsp, (%rsp); je 1f; or $64, %eax; 1:\n"
      "pop %rcx; pop %r15; pop %r14; pop %r13; pop %r12; pop %rbp; pop %rbx; ret");
}

TEST_CASE("the registers that C++ expects to survive a call survive") {
  CHECK(changed_by_syscall6() == 0);
}

TEST_CASE("the errno boundary, against numbers that the kernel really returns") {
  for (uint32_t err : {1u, 2u, 38u, 133u, 1000u, 4094u, 4095u}) {
    CAPTURE(err);
    Child c = child([&] {
      refuse({SYS_getppid}, err);
      SyscallResult r = RawSyscall(SYS_getppid, 0, 0, 0);
      _exit(r.err == err && r.r1 == ~uintptr_t{0} && r.r2 == 0 ? 42 : 1);
    });
    CHECK(c.status == 42);
  }
}

// A child stops at its system call's end; its parent writes `rax` there. What does RawSyscall make
// of it?
static SyscallResult with_rax(uintptr_t rax) {
  int pipes[2];
  REQUIRE(pipe(pipes) == 0);
  pid_t pid = fork();
  if (pid == 0) {
    ptrace(PTRACE_TRACEME);
    raise(SIGSTOP);
    SyscallResult r = RawSyscall(SYS_getppid, 0, 0, 0);
    _exit(write(pipes[1], &r, sizeof r) == sizeof r ? 0 : 1);
  }
  int status;
  waitpid(pid, &status, 0);
  bool done = false;
  for (;;) {
    ptrace(PTRACE_SYSCALL, pid, 0, 0);
    waitpid(pid, &status, 0);
    if (WIFEXITED(status)) break;
    user_regs_struct regs;
    ptrace(PTRACE_GETREGS, pid, 0, &regs);
    bool leaving =
        static_cast<long>(regs.rax) != -ENOSYS;  // what rax holds at a system call's entry
    if (regs.orig_rax == SYS_getppid && leaving && !done) {
      regs.rax = rax;
      ptrace(PTRACE_SETREGS, pid, 0, &regs);
      done = true;
    }
  }
  SyscallResult r;
  REQUIRE(read(pipes[0], &r, sizeof r) == sizeof r);
  close(pipes[0]), close(pipes[1]);
  return r;
}

TEST_CASE(
    "a result is an error from -4095 to -1, and nowhere else, whatever the kernel leaves in rax") {
  for (long rax : {-1L, -2L, -4094L, -4095L}) {
    CAPTURE(rax);
    CHECK(with_rax(static_cast<uintptr_t>(rax)).err == static_cast<uintptr_t>(-rax));
  }
  for (long rax :
       {0L, 1L, -4096L, -4097L, 0x7fffffffffffffffL, static_cast<long>(0xffff800000000000)}) {
    CAPTURE(rax);
    SyscallResult r = with_rax(static_cast<uintptr_t>(rax));
    CHECK(r.err == 0);
    CHECK(r.r1 == static_cast<uintptr_t>(rax));
  }
}

TEST_CASE("decode: the table") {
  CHECK(decode({static_cast<uintptr_t>(-4095), 7}).err == 4095);
  CHECK(decode({static_cast<uintptr_t>(-4095), 7}).r2 == 0);
  CHECK(decode({static_cast<uintptr_t>(-4096), 7}).err == 0);
  CHECK(decode({static_cast<uintptr_t>(-1), 7}).r1 == ~uintptr_t{0});
  CHECK(decode({5, 7}).r1 == 5);
  CHECK(decode({5, 7}).r2 == 7);
}

TEST_CASE("Go's decoding in assembly agrees, but for -4095, which Go takes for a success") {
  auto both = [](uint32_t err) {
    return child([&] {
             refuse({SYS_getppid}, err);
             Decoded go;
             Syscall6Decoded(&go, SYS_getppid, 0, 0, 0, 0, 0);
             SyscallResult ours = RawSyscall(SYS_getppid, 0, 0, 0);
             _exit(go.err == ours.err && go.r1 == ours.r1 && go.r2 == ours.r2 ? 42 : 1);
           })
        .status;
  };
  CHECK(both(1) == 42);
  CHECK(both(4094) == 42);
  CHECK(both(4095) == 1);
  Decoded go;
  Syscall6Decoded(&go, SYS_getpid, 0, 0, 0, 0, 0);
  CHECK(go.r1 == RawSyscall(SYS_getpid, 0, 0, 0).r1);
  CHECK(go.err == 0);
  char want[8] = {}, got[8] = {};  // five arguments, in their places
  int file = open("/proc/self/exe", O_RDONLY);
  REQUIRE(pread(file, want, sizeof want, 1) == sizeof want);
  Syscall6Decoded(&go, SYS_pread64, static_cast<uintptr_t>(file), word(got), sizeof got, 1, 0);
  CHECK(memcmp(want, got, sizeof want) == 0);
  close(file);
}

TEST_CASE("errno's variable is never touched") {
  errno = 77;
  CHECK(RawSyscall(SYS_close, ~uintptr_t{0}, 0, 0).err == EBADF);
  CHECK(errno == 77);
}

TEST_CASE("errors have names") {
  CHECK(std::string(errname(0)) == "OK");
  CHECK(std::string(errname(ENOENT)) == "ENOENT");
  CHECK(std::string(errname(4095)) == "EUNKNOWN");
  CHECK(std::string(errtext(ENOENT)) == "No such file or directory");
}

TEST_CASE("only chapter 1: each chapter has its own program: what this one prints" *
          doctest::skip(CHAPTER != 1)) {
  Child c = program({});
  CHECK(c.status == 0);
  CHECK(c.out.rfind("Hello from ring 3", 0) == 0);
  CHECK(contains(c.out, "ENOENT, No such file or directory"));
  CHECK(contains(c.out, "getppid through SYSCALL"));
  Child bad = program({"nonsense"});
  CHECK(bad.status == 2);
  CHECK(contains(bad.err, "usage: make chapter-1"));
}
