#include <stdlib.h>
#include <sys/auxv.h>
#include <ucontext.h>

#include <fatal.hpp>
#include <handlers.hpp>
#include <overflow.hpp>
#include <switch.hpp>

namespace rt {

void stackoverflow(G* gp) {
  size_t kib = (kStackSize - kGuardSize) / 1024;
  fatal("goroutine %lu: stack overflow (%zu KiB are full; STACK=%zuk gives every stack more)",
        gp->goid, kib, 4 * kib);
}

// Has gp run out of its stack?
static bool isfull(const Stack& stack, const siginfo_t* info, uintptr_t sp) {
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  if (guard_hit(address) >= 0 && address < stack.lo && stack.lo - address <= kGuardSize)
    return true;
  // With canaries nothing stops a goroutine from running out of its stack, into its neighbours'.
  if (sp < stack.lo || stack.hi < sp) return true;
  // Or the kernel found no room on it to call some handler of the program's.
  constexpr uintptr_t kRedZone = 128;
  return info->si_code == SI_KERNEL && sp - stack.lo < getauxval(AT_MINSIGSTKSZ) + kRedZone;
}

// A thread's own stack ends in a page that must not be touched, or at the limit that ulimit -s has
// set. A thread that runs into its end faults near its rsp.
static bool isnear(const siginfo_t* info, uintptr_t sp) {
  constexpr uintptr_t kFrame = 64 * 1024;
  return reinterpret_cast<uintptr_t>(info->si_addr) - (sp - kFrame) < 2 * kFrame;
}

// Runs on the thread's signal stack. It may call nothing that allocates or takes a lock: the stack
// may have become full in the middle of malloc.
// Go 1.21: runtime/signal_unix.go, sighandler
void onfault(int signal, siginfo_t* info, void* context) {
  auto sp = static_cast<uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
  // A handler of the program's own may have failed, on the signal stack itself.
  const stack_t& own = static_cast<ucontext_t*>(context)->uc_stack;
  bool inhandler = sp - reinterpret_cast<uintptr_t>(own.ss_sp) < own.ss_size;
  G* gp = info->si_code > 0 && !inhandler ? getg() : nullptr;
  if (gp && gp->stack.lo && isfull(gp->stack, info, sp)) stackoverflow(gp);
  if (gp && gp == gp->m->g0 && isnear(info, sp))
    fatal("stack overflow on g0, the thread's own stack");
  passon(signal, info, context);
}

static thread_local void* ours;  // the signal stack, if it is not somebody else's

void minit() {
  stack_t stack = {};
  sigaltstack(nullptr, &stack);
  if (!(stack.ss_flags & SS_DISABLE)) return;  // a sanitizer, for instance, has brought one
  stack.ss_size = 64 * 1024;
  stack.ss_sp = ours = malloc(stack.ss_size);
  if (!ours) fatal("runtime: out of memory for a signal stack");
  stack.ss_flags = 0;
  sigaltstack(&stack, nullptr);
}

void unminit() {
  if (!ours) return;
  stack_t off = {};
  off.ss_flags = SS_DISABLE;
  sigaltstack(&off, nullptr);
  free(ours);
  ours = nullptr;
}

}  // namespace rt
