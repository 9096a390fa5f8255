// For the tests of exercises: a learner's answer runs in a child process, so that whatever it does
// is reported as what it is.
#pragma once
#include <doctest/doctest.h>

#include <cstdio>
#include <cstring>
#include <string>

#include "not_done.hpp"
#include "child.hpp"

struct Exercise {
  const char* number;  // "2.1"
  const char* file;    // what to edit

  // Only in judge's child: ends it with a report if `good` is false.
  void expect(bool good, const char* scenario, const std::string& expected,
              const std::string& observed, const char* rule) const {
    if (good) return;
    printf(
        "exercise %s: not right yet\n  scenario  %s\n  expected  %s\n  observed  %s\n  rule      "
        "%s\n",
        number, scenario, expected.c_str(), observed.c_str(), rule);
    fflush(stdout);
    _exit(1);
  }

  // Runs f in a child, and fails the test with the report, or with what became of the child.
  template <class F>
  void judge(const char* scenario, F f) const {
    Child c = child(f, 5);
    if (c.status == 0) return;
    std::string text = c.out;
    if (c.status == kNotDone) text = c.err;
    else if (c.status == 124)
      text = "your answer does not come to an end (stopped after 5 seconds): " +
             std::string(scenario) + "\n";
    else if (c.status > 128)
      text += "your answer crashed (" + std::string(strsignal(c.status - 128)) + "): " + scenario +
              "\n";
    else if (c.status != 1 || text.empty())
      text += c.err + "your answer ended the process with status " + std::to_string(c.status) +
              ": " + scenario + "\n";
    if (text.size() > 2000) text = text.substr(0, 2000) + "…\n";
    text += "  edit      " + std::string(file);
    FAIL_CHECK(text);
  }
};
