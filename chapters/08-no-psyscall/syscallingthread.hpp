// A thread that is held in its system call, and what may be done to it meanwhile.
#pragma once
#include <optional>
#include <p.hpp>

namespace rt {

// While there is one of these its goroutine can't come out of Gsyscall, and m.p and p.m are the
// holder's to change. Go 1.27: runtime/proc.go, syscallingThread
struct syscallingThread {
  G* gp;
  M* mp;
  P* pp;

  void takeP();   // the P is the holder's, and idle; still to be called: resume
  void resume();  // whoever it is, it may come back
};

// Holds the thread that has taken pp into the kernel, if there is one. Takes no lock, waits for
// nobody, and says nothing if it comes too late, or if somebody else holds the thread already.
// Go 1.27: runtime/proc.go, setBlockOnExitSyscall
std::optional<syscallingThread> setBlockOnExitSyscall(P* pp);

}  // namespace rt
