// Chapter 8: Go 1.26 and later. No P is in Psyscall any more.
#include <experiment.hpp>
#include <report.hpp>

using namespace rt;

int main(int argc, char** argv) {
  Options options = parse(argc, argv);
  experiment(options, "Next: make chapter-9");
}
