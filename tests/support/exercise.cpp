#include "exercise.hpp"

#include <sys/time.h>

#include <cstdio>
#include <cstring>
#include <random>
#include <trace_read.hpp>

#include "fatals.hpp"

// Where the macro not_done of a starter in assembly goes.
extern "C" [[noreturn]] void not_done_in_assembly(const char* exercise) { not_done(exercise); }

namespace exercise {

namespace {

// Where main tells judge.sh, with the word that it gave us, that all tests have run and none has
// failed. An exit status would not do: an answer may end the process with any status it likes.
int proof_fd = -1;

struct Case {
  std::string file;
  void (*f)();
};
std::vector<Case>& cases() {
  static std::vector<Case> all;
  return all;
}

// What the child writes into a pipe when f has returned. An answer that ends the process, with
// whatever status, has not written it.
uint64_t proof;
int proven;  // the pipe

// At most so many lines of what an answer has printed.
std::string some(const std::string& text) {
  constexpr int kFirst = 12;
  size_t at = 0;
  for (int line = 0; line < kFirst && at < text.size(); line++) {
    size_t end = text.find('\n', at);
    at = end == std::string::npos ? text.size() : end + 1;
  }
  if (at > 2000) at = 2000;
  std::string part = text.substr(0, at);
  if (!part.empty() && part.back() != '\n') part += '\n';
  auto more = std::count(text.begin() + static_cast<long>(at), text.end(), '\n');
  return part + (at < text.size() ? "… and " + std::to_string(more) + " lines more\n" : "");
}

std::string indented(const std::string& text) {
  std::string out = "    ";
  for (char c : text) out += c == '\n' ? "\n    " : std::string(1, c);
  return out.substr(0, out.find_last_not_of(" \n") + 1) + "\n";
}

void line(const char* what, const std::string& text) { printf("  %-9s %s\n", what, text.c_str()); }

void printed(const std::string& all) {
  if (std::string text = some(all); !text.empty())
    printf("  it printed\n%s", indented(text).c_str());
}

// The process has ended in a way that expect() has not reported.
void tell(const std::string& scenario, const Child& c) {
  std::string how, rule = "the answer returns to its caller, and the process goes on";
  if (c.status == 124 && c.asleep) {
    how = "everybody sleeps, and nobody is left to wake anybody (stopped after " +
          std::to_string(c.seconds) + " s)";
    rule =
        "whoever sleeps is woken: look for a wake-up that is missing or came too early, or for a "
        "lock that is never unlocked";
  } else if (c.status == 124) {
    how = "it does not come to an end (stopped after " + std::to_string(c.seconds) +
          " s, and was still busy)";
    rule = "every loop ends";
  } else if (contains(c.err, "Sanitizer")) {
    how = "a sanitizer has found something";
    rule = "see its report below";
  } else if (contains(c.err, "fatal error: ") || contains(c.err, "panic: ")) {
    size_t at = std::min(c.err.find("fatal error: "), c.err.find("panic: "));
    how = "the runtime stopped the program: " + c.err.substr(at, c.err.find('\n', at) - at);
    rule = fatal_rule(how);
  } else if (c.status > 128) {
    how = "it crashed: " + std::string(strsignal(c.status - 128));
    rule = "no crash";
  } else {
    how = "it ended the process, with status " + std::to_string(c.status);
  }
  line("scenario", scenario);
  line("expected", "the scenario comes to its end");
  line("observed", how);
  line("rule", rule);
  printed(c.err + c.out);
}

const char kReported = 'R';  // instead of the proof: expect() has printed the report

}  // namespace

void judge(const std::string& scenario, const std::function<void()>& f) {
  int pipes[2];
  if (pipe(pipes)) abort();
  proof = std::random_device()() * 0x1'0000'0001ull + 1;
  proven = dup2(pipes[1], 250), close(pipes[1]);
  Child c = child(
      [&] {
        close(pipes[0]);
        if (proof_fd >= 0) close(proof_fd);
        f();
        if (write(proven, &proof, sizeof proof) != sizeof proof) _exit(3);
      },
      child_seconds(6));
  close(proven);
  uint64_t answer = 0;
  ssize_t n = read(pipes[0], &answer, sizeof answer);
  close(pipes[0]);
  if (n == sizeof answer && answer == proof && c.status == 0) return;
  if (c.status == kNotDone) printf("%s", c.err.c_str());
  else if (n == 1 && static_cast<char>(answer) == kReported) {
    line("scenario", scenario);
    size_t at = c.out.rfind("  expected");
    printf("%s", c.out.substr(at).c_str());
    printed(c.err + c.out.substr(0, at));  // what a learner has printed to find the mistake
  } else tell(scenario, c);
  fflush(stdout);
  exit(1);  // one report is enough
}

Test::Test(const char* file, void (*f)()) { cases().push_back({file, f}); }

static int run() {
  std::string word;
  if (const char* given = getenv("PROOF")) word = given, proof_fd = 9, unsetenv("PROOF");
  std::stable_sort(cases().begin(), cases().end(),
                   [](const Case& a, const Case& b) { return a.file < b.file; });
  for (const Case& test : cases()) test.f();
  if (cases().empty()) return 1;
  return proof_fd >= 0 && write(proof_fd, word.data(), word.size()) < 0;
}

static void events() {
  auto record = rt::trace_read();
  if (record.events.empty()) return;
  printf("  events    the last ones before that:\n");
  size_t first = record.events.size() > 10 ? record.events.size() - 10 : 0;
  for (size_t i = first; i < record.events.size(); i++) {
    const rt::Entry& e = record.events[i];
    rt::EvName name = rt::evname(e);
    std::string who = e.m < 0 ? "sysmon" : "M" + std::to_string(e.m);
    std::string p = e.p < 0 ? "" : " P" + std::to_string(e.p);
    std::string g = e.g == 0 ? "" : " goroutine " + std::to_string(e.g);
    printf("    %-7s %-11s%s%s   (%s)\n", who.c_str(), name.name, p.c_str(), g.c_str(), name.file);
  }
}

static void schedule(const std::string& steps) {
  printf("  schedule  that does it every time:\n%s", indented(steps).c_str());
  std::string words;
  if (contains(steps, "…")) words = "…: steps that are not shown";
  if (size_t at = ("\n" + steps).find("\nnew"); at != std::string::npos) {
    std::string thread = steps.substr(at, steps.find(' ', at) - at);
    words += std::string(words.empty() ? "" : "; ") + thread +
             ": a thread that was made meanwhile, number " + thread.substr(3);
  }
  if (!words.empty()) printf("    (%s)\n", words.c_str());
}

void expect(bool good, const std::string& expected, const std::string& observed,
            const std::string& rule) {
  if (good) return;
  bool recorded = rt::tracing;
  rt::tracing = false;
  line("expected", expected);
  size_t end = observed.find('\n');
  line("observed", observed.substr(0, end));
  line("rule", rule);
  if (end != std::string::npos) schedule(observed.substr(end + 1));
  if (recorded) events();
  fflush(stdout);
  if (write(proven, &kReported, 1) != 1) _exit(3);
  _exit(1);
}

static struct { std::string expected, rule; } breaks;

void crash_breaks(const std::string& expected, const std::string& rule) {
  breaks = {expected, rule};
  static char stack[64 * 1024];  // the answer's own may be anywhere
  stack_t on = {};
  on.ss_sp = stack, on.ss_size = sizeof stack;
  sigaltstack(&on, nullptr);
  struct sigaction action = {};
  action.sa_flags = static_cast<int>(SA_ONSTACK | SA_RESETHAND);
  action.sa_handler = [](int signal) {
    expect(false, breaks.expected, std::string("it crashed: ") + strsignal(signal), breaks.rule);
  };
  for (int signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGTRAP, SIGABRT})
    sigaction(signal, &action, nullptr);
}

void loop_breaks(const std::string& expected, const std::string& rule) {
  static struct { std::string expected, rule; } never;
  never = {expected, rule};
  signal(SIGPROF, [](int) {
    expect(false, never.expected, "it goes round and round, and does not come to an end",
           never.rule);
  });
  int us = child_seconds(200'000);
  itimerval limit = {{}, {us / 1'000'000, us % 1'000'000}};
  setitimer(ITIMER_PROF, &limit, nullptr);
}

void traced() { rt::tracing = true; }

std::string hex(uintptr_t value) {
  char text[32];
  snprintf(text, sizeof text, "%#lx", value);
  return text;
}

std::string show(const void* pointer) {
  return pointer ? hex(reinterpret_cast<uintptr_t>(pointer)) : "null";
}

}  // namespace exercise

int main() { return exercise::run(); }
