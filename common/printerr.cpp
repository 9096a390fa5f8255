#include <cerrno>
#include <cstdint>
#include <printerr.hpp>
#include <unistd.h>

namespace rt {

// The digits of `value`, written from the back.
static const char* digits(char* end, uint64_t value, unsigned base) {
  *--end = 0;
  do *--end = "0123456789abcdef"[value % base];
  while (value /= base);
  return end;
}

size_t format_into(char* to, size_t size, const char* format, va_list arguments) {
  size_t n = 0;
  auto put = [&](const char* text) {
    for (; *text && n + 1 < size; text++) to[n++] = *text;
  };
  for (; *format; format++) {
    char one[2] = {*format, 0}, number[24];
    char* end = number + sizeof number;
    if (*format != '%' || !format[1]) {
      put(one);
      continue;
    }
    bool wide = *++format == 'l' || *format == 'z';
    if (wide) format++;
    switch (*format) {
      case 's':
        put(va_arg(arguments, const char*));
        break;
      case 'c':
        one[0] = static_cast<char>(va_arg(arguments, int)), put(one);
        break;
      case 'd': {
        int64_t value = wide ? va_arg(arguments, int64_t) : va_arg(arguments, int);
        if (value < 0) put("-");
        put(digits(end, value < 0 ? -static_cast<uint64_t>(value) : value, 10));
        break;
      }
      case 'u':
      case 'x': {
        uint64_t value = wide ? va_arg(arguments, uint64_t) : va_arg(arguments, unsigned);
        put(digits(end, value, *format == 'u' ? 10 : 16));
        break;
      }
      case 'p':
        put("0x"), put(digits(end, reinterpret_cast<uintptr_t>(va_arg(arguments, void*)), 16));
        break;
      default:
        one[0] = *format, put(one);  // %%
    }
  }
  to[n] = 0;
  return n;
}

void write_all(int fd, const char* text, size_t size) {
  while (size > 0) {
    ssize_t n = write(fd, text, size);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return;
    text += n, size -= static_cast<size_t>(n);
  }
}

void printerr(const char* format, ...) {
  char text[1200];
  va_list arguments;
  va_start(arguments, format);
  size_t size = format_into(text, sizeof text, format, arguments);
  va_end(arguments);
  write_all(STDERR_FILENO, text, size);
}

}  // namespace rt
