// What the runtime says on stderr, also when all is lost. printf may allocate, and takes locks of
// libc's; the thread that dies may have run out of its stack in the middle of malloc or of printf,
// and hold them. So here nothing is called but write(2), and it may be done in a signal handler.
#pragma once
#include <cstdarg>
#include <cstddef>

namespace rt {

// Takes what printf takes, as far as it is used here: %s %c %d %u %x %p %%, with l or z before d, u
// and x. Go 1.21: runtime/print.go
[[gnu::format(printf, 1, 2)]] void printerr(const char* format, ...);

// The same into `to`, as vsnprintf would: cut off at `size`, with a 0 at its end. Returns the
// length.
size_t format_into(char* to, size_t size, const char* format, va_list arguments);

// All of it, and no complaint if that can't be done.
void write_all(int fd, const char* text, size_t size);

}  // namespace rt
