// Tests that end a process, or may hang, do it in a child.
#pragma once
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

// What became of a child.
struct Child {
  int status = -1;  // its exit status; 128 + N if signal N killed it, 124 if it had to be stopped
  std::string out, err;
};

// Runs f() in a child process, for at most `seconds`, and keeps what it prints.
template <class F>
Child child(F f, int seconds = 30) {
  int out[2], err[2];
  if (pipe(out) || pipe(err)) abort();
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    dup2(out[1], STDOUT_FILENO), dup2(err[1], STDERR_FILENO);
    for (int fd : {out[0], out[1], err[0], err[1]}) close(fd);
    f();
    fflush(stdout);
    _exit(0);
  }
  close(out[1]), close(err[1]);
  Child c;
  auto end = std::chrono::steady_clock::now() + std::chrono::seconds(seconds);
  pollfd files[2] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  bool late = false;
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
                    end - std::chrono::steady_clock::now())
                    .count();
    if (left <= 0 && !late) late = true, kill(pid, SIGKILL);
    poll(files, 2, late ? 100 : static_cast<int>(left) + 1);
    for (int i = 0; i < 2; i++) {
      if (files[i].fd < 0 || !files[i].revents) continue;
      char buffer[4096];
      ssize_t n = read(files[i].fd, buffer, sizeof buffer);
      if (n > 0) (i ? c.err : c.out).append(buffer, static_cast<size_t>(n));
      else close(files[i].fd), files[i].fd = -1;
    }
  }
  int status;
  waitpid(pid, &status, 0);
  c.status = late ? 124 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return c;
}

// Runs this chapter's program, which lies beside the test program.
inline Child program(std::vector<std::string> arguments, int seconds = 30,
                     const char* environment = nullptr) {
  return child(
      [&] {
        std::string path =
            std::filesystem::read_symlink("/proc/self/exe").parent_path() / "program";
        std::vector<char*> argv = {path.data()};
        for (std::string& a : arguments) argv.push_back(a.data());
        argv.push_back(nullptr);
        unsetenv("GOMAXPROCS");
        if (environment) putenv(const_cast<char*>(environment));
        execv(path.c_str(), argv.data());
        perror(path.c_str());
        _exit(127);
      },
      seconds);
}

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}
