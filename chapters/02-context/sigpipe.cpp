#include <cerrno>
#include <handlers.hpp>
#include <ucontext.h>

namespace rt {

// A write into a closed pipe or socket returns EPIPE to the goroutine that asked for it. Only a
// closed stdout or stderr ends the program, like any other program whose reader has gone. This is a
// handler and not SIG_IGN, which a program that we start would inherit.
//
// Which file was it? The thread has just come back from write(2) or its like: rax is the error, and
// rdi still the file. (Go's os.File asks after the call: runtime/os_linux.go has nothing to do.)
// Go 1.21: os/file_unix.go, epipecheck, and os/signal/doc.go, SIGPIPE
void onpipe(int signal, siginfo_t*, void* context) {
  auto& registers = static_cast<ucontext_t*>(context)->uc_mcontext.gregs;
  auto file = registers[REG_RDI];
  if (registers[REG_RAX] != -EPIPE || (file != 1 && file != 2)) return;
  ::signal(signal, SIG_DFL);
  raise(signal);  // arrives when we return
}

}  // namespace rt
