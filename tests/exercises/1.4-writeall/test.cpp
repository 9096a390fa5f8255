// Exercise 1.4: a file that takes as much as the test wants it to, or interrupts, or fails; then a
// real pipe that is full.
#include <exercise.hpp>

#include <fcntl.h>
#include <sys/mman.h>

#include <cerrno>
#include <cstring>
#include <rawsyscall.hpp>

namespace rt {  // the answer
using Write = SyscallResult (*)(int fd, const void* data, size_t size);
struct Written {
  size_t n;
  Errno err;
};
SyscallResult rawwrite(int fd, const void* data, size_t size);
Written writeall(int fd, const void* data, size_t size, Write write);
}  // namespace rt

using namespace rt;
using namespace exercise;

// --- A file that follows a script ---

struct Step {
  size_t takes;  // at most so many bytes
  Errno err;     // or fails
};
constexpr size_t kAll = ~size_t{0};
constexpr int kNobodys = 4321;  // what errno holds: no call of the kernel's has set it

static const char text[] = "The quick brown fox jumps over the lazy dog";
constexpr size_t kSize = sizeof text - 1;

static const char* start;         // what is to be written
static size_t size;               // so much of it
static size_t taken;              // so much has been
static std::vector<Step> script;  // one step a call; the last one is repeated
static size_t calls;

static const char* kWide = "sizes are 64 bits wide, sums of them too";

// Is `got` what is left of `want` in 32 bits?
static bool cut(size_t want, size_t got) {
  return want != got && static_cast<uint32_t>(want) == static_cast<uint32_t>(got);
}

static SyscallResult file(int fd, const void* data, size_t n) {
  if (calls > 10'000)
    expect(false, "an end", "it has called write 10,000 times",
           script.back().err ? "only EINTR is worth another try at once: any other error ends it"
                             : "a write that takes nothing may take nothing for ever: that is EIO");
  Step step = script[std::min(calls++, script.size() - 1)];
  equal("the file that it writes to", 7, fd, "the bytes are for the file fd");
  auto from = static_cast<const char*>(data);
  expect(from == start + taken, "it goes on at byte " + show(taken),
         "it goes on at byte " + show(from - start),
         cut(taken, static_cast<size_t>(from - start))
             ? kWide
             : "a write that took some of the bytes is followed by one for those behind them");
  expect(n <= size - taken, "at most the " + show(size - taken) + " bytes that are left",
         "it asks for " + show(n), "write is never asked to take more than is left");
  expect(n >= std::min(size - taken, size_t{1} << 30),
         "all of the " + show(size - taken) + " that are left", "it asks for " + show(n),
         cut(size - taken, n) ? kWide
                              : "write is asked to take all that is left: each call is a trap");
  if (step.err) return {~uintptr_t{0}, 0, step.err};
  size_t takes = std::min(n, step.takes);
  taken += takes;
  return {takes, 0, 0};
}

// What writeall makes of it. `rule` is what a wrong answer here has broken.
static void writes(const std::string& scenario, std::vector<Step> steps, size_t n, Errno err,
                   const std::string& rule) {
  judge(scenario, [=] {
    start = text, size = kSize, script = steps;
    errno = kNobodys;
    Written w = writeall(7, text, kSize, file);
    expect(calls > 0, "a call of write", "none", "the kernel is reached through the parameter");
    expect(w.err != kNobodys, "the error that write has returned", "what was in errno",
           "write returns its error, in err: errno is libc's, and nobody has set it");
    equal("err", err, w.err, rule);
    equal("n", n, w.n, rule);
    equal("bytes that the file has taken", n, taken, rule);
  });
}

static const char* kShort = "write may take fewer bytes than it is given: go on with the rest";
static const char* kEintr = "EINTR means that a signal came before the first byte: try again";
static const char* kError =
    "an error ends it, and n says how many bytes were taken before: the caller goes on there";

TEST_CASE("all of it") {
  writes("a file that takes 43 bytes at once", {{kAll, 0}}, kSize, 0, "n is size, err is 0");
  writes("a file that takes 10 bytes at a time", {{10, 0}}, kSize, 0, kShort);
  writes("a file that takes 42 bytes, and then one", {{42, 0}, {kAll, 0}}, kSize, 0, kShort);
}

TEST_CASE("signals") {
  writes("a signal comes first", {{0, EINTR}, {kAll, 0}}, kSize, 0, kEintr);
  writes("10 bytes, then a signal, then the rest", {{10, 0}, {0, EINTR}, {kAll, 0}}, kSize, 0,
         kEintr);
  std::vector<Step> storm(1000, {0, EINTR});
  storm.push_back({kAll, 0});
  writes("1000 signals, one after the other", storm, kSize, 0,
         "EINTR means that a signal came before the first byte: try again, as often as it happens");
}

TEST_CASE("errors") {
  writes("no room, in a file that does not block", {{0, EAGAIN}}, 0, EAGAIN, kError);
  writes("10 bytes, and then no room", {{10, 0}, {0, EAGAIN}}, 10, EAGAIN, kError);
  writes("10 bytes, a signal, 10 bytes, and the disk is full",
         {{10, 0}, {0, EINTR}, {10, 0}, {0, ENOSPC}}, 20, ENOSPC, kError);
  writes("nobody reads the pipe any more", {{0, EPIPE}}, 0, EPIPE, kError);
}

TEST_CASE("nothing") {
  const char* rule = "a write that takes nothing may take nothing for ever: that is EIO";
  writes("a file that takes 10 bytes, then none, and reports no error", {{10, 0}, {0, 0}}, 10, EIO,
         rule);
  for (const char* data : {text, static_cast<const char*>(nullptr)}) {
    judge(std::string("0 bytes to write") + (data ? "" : ", at the address 0"), [=] {
      start = data, size = 0, script = {{kAll, 0}};
      Written w = writeall(7, data, 0, file);
      expect(w.n == 0 && w.err == 0, "n = 0, err = 0",
             "n = " + show(w.n) + ", err = " + show(w.err),
             "nothing to write is no error: all of it has been written");
    });
  }
}

static void a_lot(const char* scenario, size_t takes) {
  judge(scenario, [=] {
    size = size_t{5} << 30;
    void* range =
        mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    start = range == MAP_FAILED ? text : static_cast<char*>(range);
    script = {{takes, 0}};
    Written w = writeall(7, start, size, file);
    expect(w.n == size && w.err == 0, "n = " + show(size) + ", err = 0",
           "n = " + show(w.n) + ", err = " + show(w.err), kWide);
  });
}
TEST_CASE("a lot") {
  a_lot("5 GiB, of which Linux takes 2 GiB - 4096 at a time", 0x7fff'f000);
  a_lot("5 GiB, taken at once", kAll);
}

TEST_CASE("the real kernel") {
  judge("100,000 bytes into a pipe that has room for 65,536 and does not block", [] {
    int pipes[2];
    if (pipe2(pipes, O_NONBLOCK)) _exit(3);
    fcntl(pipes[1], F_SETPIPE_SZ, 65536);
    std::vector<char> data(100'000), got(100'000);
    for (size_t i = 0; i < data.size(); i++) data[i] = static_cast<char>(i * 7 + i / 256);
    size_t room = static_cast<size_t>(fcntl(pipes[1], F_GETPIPE_SZ));
    Written w = writeall(pipes[1], data.data(), data.size(), rawwrite);
    equal("n", room, w.n, kError);
    equal("err", Errno{EAGAIN}, w.err, kError);
    equal("bytes in the pipe", room, static_cast<size_t>(read(pipes[0], got.data(), got.size())),
          kError);
    expect(memcmp(data.data(), got.data(), room) == 0, "the same bytes", "other ones",
           "all of the bytes, in their order");
  });
}
