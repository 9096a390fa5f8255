#include <observe.hpp>

#include <signal.h>
#include <sys/mman.h>

#include <cstdlib>
#include <vector>

#include "../exercise.hpp"

namespace exercise {

Moments at;

template <class T>
static void once(std::function<void(T*)> f, T* argument) {  // a copy: it may replace itself
  static bool inside = false;
  if (!f || inside) return;
  inside = true;
  f(argument);
  inside = false;
}
void moment(const std::function<void(void*)>& f, void* lock) { once(f, lock); }
void moment(const std::function<void(rt::G*)>& f, rt::G* gp) { once(f, gp); }

void misused(const char* lock, bool held) {
  std::string name = lock;
  if (held) {
    expect(false, name + " is free when somebody locks it", name + " is held, for ever",
           "what is locked is unlocked again, on every way out, and not locked twice");
  }
  expect(false, name + " is held when somebody unlocks it", name + " is free",
         "only what is locked can be unlocked, and only once");
  abort();
}

struct Forbidden {
  uintptr_t lo, hi;
  std::string what, rule;
};
static std::vector<Forbidden> forbidden;

static void onfault(int signal, siginfo_t* info, void*) {
  auto address = reinterpret_cast<uintptr_t>(info->si_addr);
  for (Forbidden& f : forbidden) {
    if (address >= f.lo && address < f.hi)
      expect(false, "nobody touches " + f.what, f.what + " is read or written", f.rule);
  }
  ::signal(signal, SIG_DFL);  // an ordinary crash: it happens again, and is reported as such
}

void forbid(uintptr_t lo, uintptr_t hi, const std::string& what, const std::string& rule) {
  struct sigaction action = {};
  action.sa_sigaction = onfault;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, nullptr);
  forbidden.push_back({lo, hi, what, rule});
  if (mprotect(reinterpret_cast<void*>(lo), hi - lo, PROT_NONE)) abort();
}

void allow(uintptr_t lo) {
  std::erase_if(forbidden, [&](Forbidden& f) {
    return f.lo == lo && !mprotect(reinterpret_cast<void*>(lo), f.hi - lo, PROT_READ | PROT_WRITE);
  });
}

}  // namespace exercise
