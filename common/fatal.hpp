// The end: an error that the runtime can't survive.
#pragma once

namespace rt {

// Prints "fatal error: " and the message to stderr, then whatever the runtime has to add (every
// goroutine's state, from chapter 3 on), and ends the process with status 2. Takes what printf
// takes.
// Go 1.21: runtime/panic.go, fatal and throw
[[noreturn, gnu::format(printf, 1, 2)]] void fatal(const char* format, ...);

// The same end for an exception that left a goroutine: "panic: ".
[[noreturn, gnu::format(printf, 1, 2)]] void panic(const char* format, ...);

// What to add to the message. Runs on the thread that failed.
extern void (*fatal_details)();

}  // namespace rt
