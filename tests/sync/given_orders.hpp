// Which memory orders a piece of code gives. x86 hides most that are too weak, so a test can't see
// them fail; but where the protocol can't do with less, it can look at what is written. A fence may
// stand in for an order: where there is one, nothing is judged.
#pragma once
#include <algorithm>
#include <map>
#include <string>
#include <vector>
#include <watch.hpp>

namespace rt::sync {

// While one exists, the calling thread's operations are noted. A point is "p.runqtail.store".
class Orders final : Watcher {
 public:
  Orders() { watcher.store(this, std::memory_order_release); }
  ~Orders() { watcher.store(nullptr, std::memory_order_release); }

  // Is each operation at that point, or at least one, as strong as that?
  bool all(const std::string& point, std::memory_order least) {
    auto& given = orders[point];
    return fenced ||
           std::all_of(given.begin(), given.end(), [&](auto o) { return strong(o, least); });
  }
  bool some(const std::string& point, std::memory_order least) {
    auto& given = orders[point];
    return fenced ||
           std::any_of(given.begin(), given.end(), [&](auto o) { return strong(o, least); });
  }

 private:
  static bool strong(std::memory_order given, std::memory_order least) {
    switch (least) {
      case std::memory_order_relaxed:
        return true;
      case std::memory_order_release:
        return given != std::memory_order_relaxed && given != std::memory_order_acquire &&
               given != std::memory_order_consume;
      case std::memory_order_acq_rel:
        return given >= std::memory_order_acq_rel;
      case std::memory_order_seq_cst:
        return given == std::memory_order_seq_cst;
      default:
        return given != std::memory_order_relaxed && given != std::memory_order_release;
    }
  }
  void point(const char* object, const char* op) override {
    orders[std::string(object) + "." + op].push_back(order);
  }
  std::map<std::string, std::vector<std::memory_order>> orders;
};

}  // namespace rt::sync
