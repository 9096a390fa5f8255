// A folder full of files to count, gone when the test is over.
#pragma once
#include <fcntl.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

namespace fs = std::filesystem;

// For 100,000 of them: in memory, if there is room. (Programs may not be allowed to run there.)
inline fs::path place_for_many() {
  struct statvfs free;
  const char* memory = "/dev/shm";
  bool room = access(memory, W_OK | X_OK) == 0 && statvfs(memory, &free) == 0 &&
              free.f_bavail * free.f_frsize > (64u << 20) && free.f_favail > 200'000;
  return room ? fs::path(memory) : fs::temp_directory_path();
}

class Tree {
 public:
  fs::path root;
  uint64_t files = 0, lines = 0, bytes = 0;

  explicit Tree(const fs::path& place = fs::temp_directory_path()) {
    std::string name = place / "handoff-XXXXXX";
    int ends[2];
    if (!mkdtemp(name.data()) || pipe2(ends, O_CLOEXEC)) abort();
    root = name;
    // Who tidies up is a process of its own, which waits for us to end: so it does when we are
    // killed, too, and being in a process group of its own it is not killed with us.
    remover = fork();
    setpgid(remover, 0);  // both do it: then it is done, whoever is faster
    if (remover == 0) {
      dup2(ends[0], STDIN_FILENO);
      int nowhere = open("/dev/null", O_RDWR);
      dup2(nowhere, STDOUT_FILENO), dup2(nowhere, STDERR_FILENO);
      execlp("sh", "sh", "-c", "read -r _; rm -rf \"$0\"", name.c_str(), nullptr);
      _exit(127);
    }
    close(ends[0]);
    alive = ends[1];
  }
  ~Tree() {
    close(alive);
    waitpid(remover, nullptr, 0);
  }
  Tree(const Tree&) = delete;

  void add(const fs::path& name, const std::string& text) {
    fs::create_directories((root / name).parent_path());
    std::ofstream(root / name, std::ios::binary) << text;
    count(text.size(), std::count(text.begin(), text.end(), '\n'));
  }
  // One more name for a file that there is: one more file, as far as `find -type f` can tell.
  void again(const fs::path& name, const fs::path& other, const std::string& text) {
    fs::create_hard_link(root / name, root / other);
    count(text.size(), std::count(text.begin(), text.end(), '\n'));
  }
  std::string expected() const {
    return "count: files=" + std::to_string(files) + " lines=" + std::to_string(lines) +
           " bytes=" + std::to_string(bytes) + "\n";
  }

 private:
  void count(size_t size, long newlines) {
    files++, bytes += size, lines += static_cast<uint64_t>(newlines);
  }
  pid_t remover;
  int alive;  // the remover reads until this is closed
};
