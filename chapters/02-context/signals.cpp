#include <cstdint>
#include <handlers.hpp>

namespace rt {

static bool stands(const Handled& h) {
  struct sigaction now;
  sigaction(h.signal, nullptr, &now);
  return (now.sa_flags & SA_SIGINFO) && now.sa_sigaction == h.handler;
}

void initsig() {
  for (Handled& h : handled) {
    if (stands(h)) continue;
    sigaction(h.signal, nullptr, &h.before);
    if (h.before.sa_handler != SIG_DFL && !h.always) continue;
    struct sigaction action = {};
    action.sa_sigaction = h.handler;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_RESTART;  // a goroutine's stack may be full
    sigaction(h.signal, &action, nullptr);
  }
}

void resetsig() {
  for (Handled& h : handled) {
    if (stands(h)) sigaction(h.signal, &h.before, nullptr);
  }
}

// The default ends the process. A fault happens again when the handler returns, and a signal that
// was sent must be sent again; it arrives when the handler returns. Of a few signals the default is
// to do nothing.
static void bydefault(int signal, const siginfo_t* info) {
  if (signal == SIGURG) return;
  ::signal(signal, SIG_DFL);
  if (info->si_code <= 0) raise(signal);
}

// The program's handler is called as the kernel would have called it: with its mask, and only once
// if it says so. It may pass the signal on in turn, to the handler that it found when it was
// installed, which may be ours: then we are deeper on the same stack than where we called it, and
// none is left.
static void byhandler(Handled& h, siginfo_t* info, void* context) {
  static thread_local uintptr_t caller = 0;
  static thread_local void* asked = nullptr;
  auto here = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  if (context == asked && here < caller) return bydefault(h.signal, info);
  caller = here, asked = context;
  struct sigaction program = h.before;
  if (program.sa_flags & SA_RESETHAND) h.before.sa_handler = SIG_DFL, h.before.sa_flags = 0;
  sigset_t mask;
  pthread_sigmask(SIG_BLOCK, &program.sa_mask, &mask);
  if (program.sa_flags & SA_SIGINFO) program.sa_sigaction(h.signal, info, context);
  else program.sa_handler(h.signal);
  pthread_sigmask(SIG_SETMASK, &mask, nullptr);
  asked = nullptr;
}

void passon(int signal, siginfo_t* info, void* context) {
  for (Handled& h : handled) {
    if (h.signal != signal) continue;
    bool sent = info->si_code <= 0;
    if (h.before.sa_handler == SIG_IGN && sent) return;  // a fault can't be ignored
    if (h.before.sa_handler == SIG_DFL || h.before.sa_handler == SIG_IGN)
      return bydefault(signal, info);
    return byhandler(h, info, context);
  }
}

}  // namespace rt
