// For the tests of an exercise that need every schedule, test.sync.cpp: what the explorer finds, as
// a report.
#pragma once
#include <initializer_list>
#include <string>
#include <world.hpp>

#include "exercise.hpp"

namespace exercise {

// What a failed schedule says, or a part of it, and which rule of the protocol that breaks.
struct Rule {
  const char *found, *rule;
};

// Tries all schedules of s. Where one fails, the report shows it, step by step.
void explored(rt::sync::World& world, const std::string& scenario, const rt::sync::Scenario& s,
              const std::string& expected, std::initializer_list<Rule> rules);

}  // namespace exercise
