// Exercise 10.1: what the handler's two questions cost, and that they change nothing, not even for
// a moment.
#include "asked.hpp"

#include <watch.hpp>

using namespace rt;
using namespace exercise;

static const char* const kHandler =
    "this is a signal handler, in the middle of anything: no lock, and no call into the kernel";

struct Loads : sync::Watcher {
  Loads() { sync::watcher.store(this); }
  ~Loads() { sync::watcher.store(nullptr); }
  Loads(const Loads&) = delete;

 private:
  void point(const char* object, const char* op) override {
    bool lock = strstr(object, "lock");
    expect(!strcmp(op, "load"), "all steps are loads", std::string("there is ") + object + "." + op,
           lock ? kHandler : kNothing);
  }
};

TEST_CASE("only questions") {
  judge("goroutine 1 computes, and its P has been asked: both questions, step by step", [] {
    G* gp = running();
    ps[0]->preempt.store(true, memory_order_relaxed);
    int kernel = sync::kernelcalls;
    Loads loads;
    isAsyncSafePoint(gp, kSp), wantAsyncPreempt(gp);
    expect(sync::kernelcalls == kernel, "the kernel is asked for nothing", "it is called",
           kHandler);
    equal("mlocks()", 0u, mlocks(), kNothing);
  });
}
