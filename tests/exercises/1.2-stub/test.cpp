// Exercise 1.2: the kernel stops the call and shows its registers; then it puts a result into them.
#include <exercise.hpp>

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/syscall.h>
#include <ucontext.h>

#include <cstddef>
#include <cstring>
#include <rawsyscall.hpp>
#include <syscall6.hpp>

using namespace rt;
using namespace exercise;

// --- A call with a pattern in every register, and a look at what comes back ---

extern "C" {
uintptr_t stub_in[7];      // num, a1 … a6
uintptr_t stub_result[2];  // rax and rdx, when it came back
uintptr_t stub_changed;    // which of rbx, rbp, r12 … r15, rsp came back changed: one bit each
uintptr_t stub_above;      // what lay above the arguments, when it came back
uintptr_t stub_kept[8];    // this function's own registers
void came_to(uintptr_t where)  // the stub went where rcx (0) or r11 (1) pointed after SYSCALL
    __attribute__((noreturn));
}

// Naked, since no compiler may touch the registers in between.
extern "C" [[gnu::naked, gnu::noinline]] void call_stub() {
  asm("mov %rbx, stub_kept+0(%rip); mov %rbp, stub_kept+8(%rip); mov %r12, stub_kept+16(%rip)\n"
      "mov %r13, stub_kept+24(%rip); mov %r14, stub_kept+32(%rip); mov %r15, stub_kept+40(%rip)\n"
      "mov %rsp, stub_kept+48(%rip)\n"
      "mov $0xab0e, %eax; push %rax; push stub_in+48(%rip); push stub_in+48(%rip)\n"
      "movq $0xa6a6, 8(%rsp)\n"  // above a6: a word that is no argument
      "mov %rsp, stub_kept+56(%rip)\n"
      "mov stub_in+0(%rip), %rdi; mov stub_in+8(%rip), %rsi; mov stub_in+16(%rip), %rdx\n"
      "mov stub_in+24(%rip), %rcx; mov stub_in+32(%rip), %r8; mov stub_in+40(%rip), %r9\n"
      "mov $0x7a7a7a7a, %eax; mov $0x7b7b7b7b, %r10d; mov $0x7c7c7c7c, %r11d\n"
      "mov $0xb1, %ebx; mov $0xb2, %ebp; mov $0xc1, %r12d; mov $0xc2, %r13d\n"
      "mov $0xc3, %r14d; mov $0xc4, %r15d\n"
      "call Syscall6\n"
      "mov %rax, stub_result+0(%rip); mov %rdx, stub_result+8(%rip)\n"
      "xor %eax, %eax\n"
      "cmp $0xb1, %rbx; je 1f; or $1, %eax; 1: cmp $0xb2, %rbp; je 1f; or $2, %eax; 1:\n"
      "cmp $0xc1, %r12; je 1f; or $4, %eax; 1: cmp $0xc2, %r13; je 1f; or $8, %eax; 1:\n"
      "cmp $0xc3, %r14; je 1f; or $16, %eax; 1: cmp $0xc4, %r15; je 1f; or $32, %eax; 1:\n"
      "cmp %rsp, stub_kept+56(%rip); je 1f; or $64, %eax; 1: mov %rax, stub_changed(%rip)\n"
      "mov stub_kept+48(%rip), %rsp; mov -8(%rsp), %rax; shl $32, %rax\n"
      "add -16(%rsp), %rax; mov %rax, stub_above(%rip)\n"
      "mov stub_kept+0(%rip), %rbx; mov stub_kept+8(%rip), %rbp; mov stub_kept+16(%rip), %r12\n"
      "mov stub_kept+24(%rip), %r13; mov stub_kept+32(%rip), %r14; mov stub_kept+40(%rip), %r15\n"
      "ret");
}

// Where rcx and r11 point to after SYSCALL.
extern "C" [[gnu::naked]] void by_rcx() { asm("and $-16, %rsp; xor %edi, %edi; call came_to"); }
extern "C" [[gnu::naked]] void by_r11() { asm("and $-16, %rsp; mov $1, %edi; call came_to"); }
extern "C" void came_to(uintptr_t where) {
  expect(false, "it comes back to its caller",
         where ? "it jumped to what was in r11" : "it jumped to what was in rcx",
         "SYSCALL overwrites rcx and r11: what is needed after it must lie elsewhere");
  _exit(1);
}

// --- The kernel's side ---

static uintptr_t seen[7];    // num, a1 … a6, as they came to the kernel
static int traps;            // how often
static bool wide;            // by the 64-bit way
static uintptr_t answer[2];  // what it is to leave in rax and rdx

static void trapped(int, siginfo_t* info, void* context) {
  auto& r = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  const int where[] = {REG_RAX, REG_RDI, REG_RSI, REG_RDX, REG_R10, REG_R8, REG_R9};
  if (traps == 0) {
    for (int i = 0; i < 7; i++) seen[i] = static_cast<uintptr_t>(r[where[i]]);
  }
  if (traps) answer[0] = 0;  // whoever asks until there is no error comes to an end
  r[REG_RAX] = static_cast<long long>(answer[0]), r[REG_RDX] = static_cast<long long>(answer[1]);
  r[REG_RCX] = reinterpret_cast<long long>(by_rcx);  // SYSCALL has overwritten both
  r[REG_R11] = reinterpret_cast<long long>(by_r11);
  wide = info->si_arch == AUDIT_ARCH_X86_64;
  traps++;
}

// From here on the kernel stops each call whose number is `number` or none that Linux has.
static void watch(uint32_t number) {
  sock_filter code[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 1, 0),
      BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 2000, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  sock_fprog filter = {sizeof code / sizeof code[0], code};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter)) {
    fprintf(stderr, "this machine lets no process filter its own system calls (seccomp)\n");
    _exit(99);
  }
  struct sigaction action = {};
  action.sa_flags = SA_SIGINFO;
  action.sa_sigaction = trapped;
  sigaction(SIGSYS, &action, nullptr);
}

// Calls the stub, with a pattern for each argument.
static void call(uintptr_t rax, uintptr_t rdx) {
  crash_breaks("it comes back to its caller",
               "where the function ends, rsp points to the return address again: it pops what it "
               "has pushed");
  watch(SYS_getppid);
  stub_in[0] = SYS_getppid;
  for (uintptr_t i = 1; i < 7; i++) stub_in[i] = 0xa000'0000'a000'0000 + i * 0x0110'0000'0110;
  answer[0] = rax, answer[1] = rdx;
  call_stub();
  expect(traps > 0, "system call " + show(SYS_getppid), "the kernel was not asked",
         "`syscall` is the instruction that traps");
  expect(wide, "a 64-bit system call", "a 32-bit one", "`syscall` is the instruction that traps");
}

static const char* name(int i) {
  const char* names[] = {"num", "a1", "a2", "a3", "a4", "a5", "a6"};
  return names[i];
}

// What a register holds instead of an argument, in words.
static std::string what(uintptr_t value) {
  for (int i = 0; i < 7; i++) {
    if (value == stub_in[i]) return std::string(name(i));
    if (i && value == (stub_in[i] & 0xffff'ffff)) return "the lower half of " + show(name(i));
  }
  if (value == 0xa6a6) return "the word above a6";
  return hex(value);
}

TEST_CASE("the arguments") {
  judge("a call with a different number in each of the seven places", [] {
    call(0, 0);
    equal("calls of the kernel", 1, traps, "one call of the stub is one SYSCALL");
    const char* where[] = {"rax", "rdi", "rsi", "rdx", "r10", "r8", "r9"};
    for (int i = 0; i < 7; i++) {
      std::string rule = "no register is overwritten before it has been read";
      if (what(seen[i]).rfind("the lower half", 0) == 0) rule = "arguments are 64 bits wide";
      else if (i == 0) rule = "the number goes into rax";
      else if (i == 4)
        rule = "the fourth argument goes into r10, since SYSCALL itself overwrites rcx";
      else if (i == 6)
        rule = "the sixth argument lies in memory, in the first slot above the return address";
      expect(seen[i] == stub_in[i], std::string(where[i]) + " = " + name(i),
             std::string(where[i]) + " = " + what(seen[i]), rule);
    }
  });
}

static void results(uintptr_t rax, uintptr_t rdx) {
  judge("the kernel leaves " + hex(rax) + " in rax and " + hex(rdx) + " in rdx", [=] {
    call(rax, rdx);
    equal("calls of the kernel", 1, traps,
          "one call of the stub is one SYSCALL: whether to try again is the caller's business");
    expect(stub_result[0] == rax && stub_result[1] == rdx,
           "rax = " + hex(rax) + ", rdx = " + hex(rdx),
           "rax = " + hex(stub_result[0]) + ", rdx = " + hex(stub_result[1]),
           "rax and rdx come back as the kernel has left them: the stub decodes nothing");
  });
}
TEST_CASE("the result") {
  results(0xffff'8000'1234'5678, 0x5555'6666'7777'8888);
  for (uintptr_t err : {9u, 4u, 11u}) results(-err, 0xa330);  // EBADF, EINTR, EAGAIN
}

TEST_CASE("the caller's registers") {
  judge("the caller keeps something in each register that survives a call", [] {
    call(0, 0);
    const char* names[] = {"rbx", "rbp", "r12", "r13", "r14", "r15"};
    std::string changed;
    for (int i = 0; i < 6; i++) {
      if (stub_changed & (1u << i))
        changed += (changed.empty() ? "" : ", ") + std::string(names[i]);
    }
    expect(changed.empty(), "all of them are as they were", changed + " changed",
           "rbx, rbp and r12 to r15 belong to the caller");
    expect(!(stub_changed & 64), "rsp is where it was before the call", "it is elsewhere",
           "what is pushed is popped, and the return address once");
    expect(stub_above == (uintptr_t{0xab0e} << 32) + 0xa6a6, "the caller's stack is as it was",
           "what lies above a6 has changed", "above the arguments lies the caller's own frame");
  });
}

TEST_CASE("the real thing") {
  judge("write of one byte into a pipe, and a page of a file by mmap", [] {
    int pipes[2];
    if (pipe2(pipes, O_NONBLOCK)) _exit(3);
    sys::Regs r = sys::Syscall6(SYS_write, static_cast<uintptr_t>(pipes[1]), word("x"), 1, 0, 0, 0);
    char got[16], want[16];
    equal("what write returns", 1u, r.rax, "rax is the result");
    equal("bytes in the pipe", 1, static_cast<int>(read(pipes[0], got, sizeof got)),
          "one call of the stub is one SYSCALL");
    int file = open("/proc/self/exe", O_RDONLY);
    if (pread(file, want, sizeof want, 4096) != sizeof want) _exit(3);
    r = sys::Syscall6(SYS_mmap, 0, 4096, /* PROT_READ */ 1, /* MAP_PRIVATE */ 2,
                      static_cast<uintptr_t>(file), 4096);
    expect(r.rax < static_cast<uintptr_t>(-4095), "an address", hex(r.rax),
           "six arguments are needed for mmap");
    expect(memcmp(reinterpret_cast<char*>(r.rax), want, sizeof want) == 0,
           "the file's second page, which begins at 4096", "other bytes",
           "a6 is where in the file the page begins");
  });
}
