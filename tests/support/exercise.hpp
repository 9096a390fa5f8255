// What the tests of exercises are made of. A learner's answer runs in a child process, so that
// whatever it does is reported as what it is, in one form:
//
//   scenario  what was tried          expected, observed  what should have been, and what was
//   rule      which of the protocol's rules that breaks
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "child.hpp"
#include "not_done.hpp"

// A test is a function that registers itself. They run in the order of their files' names until one
// has failed.
#define TEST_CASE(name) TEST_CASE_AT(__LINE__)
#define TEST_CASE_AT(line) TEST_CASE_IN(line)
#define TEST_CASE_IN(line)                                                       \
  static void test_case_##line();                                                \
  static const exercise::Test test_case_##line##_is(__FILE__, test_case_##line); \
  static void test_case_##line()

namespace exercise {

struct Test {
  Test(const char* file, void (*f)());
};

// One scenario: runs f in a child. The answer has failed if f ends in any other way than by
// returning.
void judge(const std::string& scenario, const std::function<void()>& f);

// In f. Reports and ends the child if `good` is false.
void expect(bool good, const std::string& expected, const std::string& observed,
            const std::string& rule);

// The same for two values: `what` names them, "sched.runqsize".
template <class A, class B>
void equal(const std::string& what, const A& want, const B& got, const std::string& rule);

// In f: from here on a crash is reported with this rule, where what crashes is sure to have broken
// it.
void crash_breaks(const std::string& expected, const std::string& rule);

// In f: the same for an endless loop: a fifth of a second of the processor is more than f needs.
void loop_breaks(const std::string& expected, const std::string& rule);

// In f: from here on the runtime's events are recorded; a report shows the last of them.
void traced();

// A value as a report shows it.
inline std::string show(const std::string& text) { return text; }
inline std::string show(const char* text) { return text ? text : "null"; }
inline std::string show(bool value) { return value ? "true" : "false"; }
std::string show(const void* pointer);
template <class T>
requires std::is_arithmetic_v<T> || std::is_enum_v<T> std::string show(T value) {
  if constexpr (std::is_enum_v<T>) return std::to_string(static_cast<long>(value));
  else return std::to_string(value);
}
std::string hex(uintptr_t value);

template <class A, class B>
void equal(const std::string& what, const A& want, const B& got, const std::string& rule) {
  expect(want == got, what + " = " + show(want), what + " = " + show(got), rule);
}

}  // namespace exercise
