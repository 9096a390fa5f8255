// A lock that excludes nobody, like the chapter's, but knows whether it is held.
#pragma once
#include <atomic.hpp>
#include <observe.hpp>

namespace rt {

template <Name name>
struct Lock {
  bool held = false;

  void lock() {
    exercise::moment(exercise::at.locking, this);
    exercise::entered(this);
    if (held) exercise::misused(name.text, true);
    held = true;
    exercise::at.locks++;
  }
  void unlock() {
    exercise::entered(this);
    if (!held) exercise::misused(name.text, false);
    held = false;
    exercise::at.locks--;
    exercise::left(this);
    exercise::moment(exercise::at.unlocked, this);  // from here on nothing of *this may be touched
  }
};

}  // namespace rt
