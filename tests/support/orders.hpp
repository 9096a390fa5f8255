// For the tests of an exercise in which memory orders matter: those that are too weak whatever else
// the answer does. What x86 can't show going wrong is judged here by what is written.
#pragma once
#include <given_orders.hpp>

#include "exercise.hpp"

namespace exercise {

inline std::string ordername(std::memory_order order) {
  return order == std::memory_order_acquire   ? "memory_order_acquire"
         : order == std::memory_order_release ? "memory_order_release"
         : order == std::memory_order_seq_cst ? "memory_order_seq_cst"
                                              : "memory_order_acq_rel";
}

// Each write of the object is at least as strong as that.
inline void writes(rt::sync::Orders& orders, const std::string& object, std::memory_order least,
                   const std::string& rule) {
  bool good = true;
  for (const char* op : {".store", ".exchange", ".cas", ".add", ".sub", ".or", ".and"})
    good &= orders.all(object + op, least);
  expect(good, "each write of " + object + " is " + ordername(least) + " or stronger",
         "one is weaker", rule);
}

// If the object is read at all, at least one of the reads is as strong as that.
inline void reads(rt::sync::Orders& orders, const std::string& object, std::memory_order least,
                  const std::string& rule) {
  bool good = false, any = false;
  for (const char* op : {".load", ".exchange", ".cas", ".add", ".sub", ".or", ".and"}) {
    good |= orders.some(object + op, least);
    any |= !orders.all(object + op, least);
  }
  expect(good || !any, "a read of " + object + " is " + ordername(least) + " or stronger",
         "all are weaker", rule);
}

}  // namespace exercise
