#include <signal.h>
#include <stdlib.h>

#include <fatal.hpp>
#include <overflow.hpp>
#include <switch.hpp>

namespace rt {

static struct sigaction before;  // a sanitizer's handler, or the default

static void onfault(int signal, siginfo_t* info, void* context) {
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  G* gp = getg();
  if (gp && guard_hit(address) >= 0) fatal("goroutine %lu: stack overflow", gp->goid);
  // Not ours. A sanitizer can say more; otherwise returning runs into the same fault, without a handler.
  if (before.sa_flags & SA_SIGINFO) before.sa_sigaction(signal, info, context);
  else sigaction(SIGSEGV, &before, nullptr);
}

void minit() {
  static bool installed = [] {
    struct sigaction action = {};
    action.sa_sigaction = onfault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    signal(SIGPIPE, SIG_IGN);  // a write into a closed pipe returns EPIPE to the goroutine that asked for it
    return sigaction(SIGSEGV, &action, &before) == 0;
  }();
  (void)installed;
  stack_t stack = {};
  sigaltstack(nullptr, &stack);
  if (!(stack.ss_flags & SS_DISABLE)) return;  // the sanitizers, for instance, bring one
  stack.ss_size = 64 * 1024;
  stack.ss_sp = malloc(stack.ss_size);
  stack.ss_flags = 0;
  sigaltstack(&stack, nullptr);
}

void unminit() {
  stack_t off = {}, old;
  off.ss_flags = SS_DISABLE;
  if (!sanitized && sigaltstack(&off, &old) == 0 && !(old.ss_flags & SS_DISABLE)) free(old.ss_sp);
}

}  // namespace rt
