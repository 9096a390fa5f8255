// Error numbers as people read them.
#pragma once
#include <string.h>

#include <decode.hpp>

namespace rt {

// "ENOENT", or "EUNKNOWN" for a number that Linux does not use. The table is glibc's (2.32 or
// newer); its `errno` variable is not involved.
inline const char* errname(Errno err) {
  const char* name = err == 0 ? "OK" : strerrorname_np(static_cast<int>(err));
  return name ? name : "EUNKNOWN";
}

// "No such file or directory"
inline const char* errtext(Errno err) {
  const char* text = strerrordesc_np(static_cast<int>(err));
  return text ? text : "unknown error";
}

}  // namespace rt
