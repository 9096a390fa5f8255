// Ctrl-\, or kill -QUIT: lists every goroutine and where it stands, and ends the program.
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <ucontext.h>
#include <unistd.h>
#include <unwind.h>

#include <atomic>
#include <clock.hpp>
#include <cstdlib>
#include <cstring>
#include <gstate.hpp>
#include <handlers.hpp>
#include <printerr.hpp>
#include <proc.hpp>
#include <symbols.hpp>
#include <traceback.hpp>

namespace rt {

extern "C" int rt_walk(Gobuf* from, _Unwind_Trace_Fn visit, void* argument);  // walk.S

static _Unwind_Reason_Code print_frame(_Unwind_Context* context, void* count) {
  constexpr int kMost = 30;
  int& n = *static_cast<int*>(count);
  uintptr_t pc = _Unwind_GetIP(context);
  if (n++ == 0) return _URC_NO_REASON;  // rt_walk itself
  if (!pc || n > kMost) return _URC_END_OF_STACK;
  print_place(pc);
  return _URC_NO_REASON;
}

// On stderr, from the innermost call to the outermost.
static void print_stack(G* gp) {
  uint32_t status = gp->atomicstatus.load(memory_order_relaxed);
  if (!gp->stack.lo) return printerr("\tnot begun\n");
  if (!leftbymcall(gp, status) && gp->sched.g)
    return printerr("\ton a thread that does not answer\n");
  int frames = 0;
  rt_walk(&gp->sched, print_frame, &frames);
}

// What mcall would have saved if the goroutine had left here; g is null, to tell the two apart. pc
// is one more, since a walk looks for the call before it.
static void save(G* gp, const ucontext_t* context) {
  auto at = [&](int r) { return static_cast<uintptr_t>(context->uc_mcontext.gregs[r]); };
  gp->sched = {at(REG_RSP), at(REG_RIP) + 1, nullptr,     at(REG_RBP), at(REG_RBX),
               at(REG_R12), at(REG_R13),     at(REG_R14), at(REG_R15)};
}

static std::atomic<int> stopped = 0;

// How many threads the process has: proc(5), the 18th field after the name in its parentheses.
static int threads() {
  char text[1024] = "";
  int file = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);
  if (read(file, text, sizeof text - 1) <= 0) return 0;
  const char* at = strrchr(text, ')');
  for (int field = 0; at && field < 18; field++) at = strchr(at + 1, ' ');
  return at ? atoi(at + 1) : 0;
}

// All other threads come here too, and stay: a signal for the process goes to a thread that does
// not block it, and in its handler a thread does. A thread that always blocks it is not waited for.
static void freeze() {
  int all = threads();
  for (int64_t end = nanotime() + 3'000'000'000; nanotime() < end;) {
    int before = stopped.load(std::memory_order_acquire);
    if (before >= all) return;
    kill(getpid(), SIGQUIT);
    for (int i = 0; i < 10 && stopped.load(std::memory_order_acquire) == before; i++) poll(0, 0, 1);
  }
}

// Go 1.21: runtime/signal_unix.go, sighandler, and runtime/proc.go, freezetheworld
void onquit(int, siginfo_t*, void* context) {
  G* gp = getg();
  if (gp && gp->stack.lo) save(gp, static_cast<ucontext_t*>(context));
  // release: the thread that counts to the end sees what we have saved
  if (stopped.fetch_add(1, std::memory_order_acq_rel) > 0) {
    for (;;) pause();
  }
  freeze();
  printerr("SIGQUIT: quit\n");
  traceback(print_stack);
  _exit(2);
}

}  // namespace rt
