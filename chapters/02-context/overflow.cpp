#include <signal.h>
#include <stdlib.h>
#include <ucontext.h>

#include <fatal.hpp>
#include <overflow.hpp>
#include <switch.hpp>

namespace rt {

static struct sigaction before;  // a sanitizer's handler, or the default

static void onfault(int signal, siginfo_t* info, void* context) {
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  G* gp = getg();
  if (gp && guard_hit(address) >= 0) fatal("goroutine %lu: stack overflow", gp->goid);
  // With canaries nothing stops a goroutine from running out of its stack, into its neighbours'.
  auto sp = static_cast<uintptr_t>(static_cast<ucontext_t*>(context)->uc_mcontext.gregs[REG_RSP]);
  bool outside = gp && gp->stack.lo && (sp < gp->stack.lo || gp->stack.hi < sp);
  if (outside) fatal("goroutine %lu: stack overflow", gp->goid);
  // Not ours. A sanitizer can say more; otherwise returning runs into the same fault, without a
  // handler.
  if (before.sa_flags & SA_SIGINFO) before.sa_sigaction(signal, info, context);
  else sigaction(SIGSEGV, &before, nullptr);
}

static void install() {
  struct sigaction action = {}, now;
  sigaction(SIGSEGV, nullptr, &now);
  if ((now.sa_flags & SA_SIGINFO) && now.sa_sigaction == onfault) return;
  before = now;
  action.sa_sigaction = onfault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, nullptr);
  signal(SIGPIPE,
         SIG_IGN);  // a write into a closed pipe returns EPIPE to the goroutine that asked for it
}

static thread_local void* ours;  // the signal stack, if it is not somebody else's

void minit() {
  install();
  stack_t stack = {};
  sigaltstack(nullptr, &stack);
  if (!(stack.ss_flags & SS_DISABLE)) return;  // a sanitizer, for instance, has brought one
  stack.ss_size = 64 * 1024;
  stack.ss_sp = ours = malloc(stack.ss_size);
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
