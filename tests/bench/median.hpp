// The middle one of several measurements: an interruption counts in one of them.
#pragma once
#include <algorithm>
#include <vector>

inline double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
  return values[values.size() / 2];
}
