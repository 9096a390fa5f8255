// What a goroutine is in the middle of catching. The C++ runtime keeps that for each thread, and
// other goroutines run on the thread while one sleeps in its catch block. So it is changed with the
// stack.
#pragma once
#include <cxxabi.h>
#include <utility>

namespace rt {

// The layout is the ABI's: Itanium C++ ABI, Exception Handling, 2.2.2, __cxa_eh_globals.
struct Exceptions {
  void* caught;           // the exceptions whose catch blocks have not ended, innermost first
  unsigned int uncaught;  // how many have been thrown and not caught yet
};

// The calling thread's. The address is the thread's own: not to be used after a switch.
inline Exceptions* exceptions_of_thread() {
  return reinterpret_cast<Exceptions*>(__cxxabiv1::__cxa_get_globals());
}

// From the thread to the goroutine that leaves it, or back. Nearly always there are none, and to
// see that costs less than a copy.
inline void exceptions_move(Exceptions* from, Exceptions* to) {
  if (from->caught || from->uncaught) [[unlikely]]
    *to = std::exchange(*from, {});
}

}  // namespace rt
