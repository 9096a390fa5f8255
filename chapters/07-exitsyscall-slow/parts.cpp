#include <cost.hpp>
#include <cstdio>
#include <cstring>
#include <entersyscall.hpp>
#include <parts.hpp>
#include <report.hpp>
#include <run.hpp>
#include <spin.hpp>
#include <syscall.hpp>
#include <string>
#include <trace.hpp>

namespace rt {

void parts() {
  Untraced quiet;
  GOMAXPROCS(1);
  std::string chapter = std::to_string(CHAPTER);
  heading(("What one short system call costs in chapter " + chapter).c_str());
  run([] {
    auto [stub, around, whole] = costs(
        1000, [] { RawSyscall(SYS_getppid, 0, 0, 0); }, [] { entersyscall(), exitsyscall(); },
        [] { Syscall(SYS_getppid, 0, 0, 0); });
    printf("  getppid, by the stub alone           %7.1f ns\n", stub);
    printf("  entersyscall and exitsyscall alone   %7.1f ns\n", around);
    printf("  all three: Syscall                   %7.1f ns   %.1f ns more than the stub\n", whole,
           whole - stub);
  });
}

bool partsmain(int argc, char** argv) {
  if (argc != 2 || strcmp(argv[1], "parts")) return false;
  parts();
  return true;
}

}  // namespace rt
