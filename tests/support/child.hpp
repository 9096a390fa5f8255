// Tests that end a process, or may hang, do it in a child.
#pragma once
#include <dirent.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <string>
#include <vector>

// What became of a child.
struct Child {
  int status = -1;  // its exit status; 128 + N if signal N killed it, 124 if it had to be stopped
  std::string out, err;
  bool asleep = false;  // when it was stopped: none of its threads was doing anything
  int seconds = 0;      // how long it was given
};

// On a slow machine: SLOW=3 gives three times as long.
inline int child_seconds(int seconds) {
  const char* slow = getenv("SLOW");
  int factor = slow ? atoi(slow) : 1;
  return seconds * (factor < 1 ? 1 : factor);
}

// Does no thread of the process run, or wait for its turn to, whenever one looks?
inline bool all_asleep(pid_t pid) {
  std::string tasks = "/proc/" + std::to_string(pid) + "/task/";
  for (int look = 0; look < 10; look++, usleep(2000)) {
    DIR* folder = opendir(tasks.c_str());
    bool asleep = true;
    while (dirent* task = folder ? readdir(folder) : nullptr) {
      FILE* file = fopen((tasks + task->d_name + "/stat").c_str(), "r");
      if (!file) continue;
      char line[512] = "";
      if (!fgets(line, sizeof line, file)) line[0] = 0;
      fclose(file);
      const char* name = strrchr(line, ')');
      if (name && name[2] == 'R') asleep = false;
    }
    if (folder) closedir(folder);
    if (!asleep) return false;
  }
  return true;
}

// Milliseconds of a clock that nobody sets.
inline int64_t now_ms() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1'000'000;
}

// Runs f() in a child process, for at most `seconds`, and keeps what it prints.
template <class F>
Child child(F f, int seconds = 30) {
  int out[2], err[2];
  if (pipe(out) || pipe(err)) abort();
  fflush(stdout);
  pid_t pid = fork();
  if (pid == 0) {
    setpgid(0, 0);  // with all that it starts, it can be ended as one
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(out[1], STDOUT_FILENO), dup2(err[1], STDERR_FILENO);
    for (int fd : {out[0], out[1], err[0], err[1]}) close(fd);
    f();
    fflush(stdout);
    _exit(0);
  }
  close(out[1]), close(err[1]);
  Child c;
  c.seconds = seconds;
  int64_t end = now_ms() + seconds * 1000;
  pollfd files[2] = {{out[0], POLLIN, 0}, {err[0], POLLIN, 0}};
  bool late = false;
  int after = 0;  // a process that has left the group may keep the pipes open
  while (after < 10 && (files[0].fd >= 0 || files[1].fd >= 0)) {
    int64_t left = end - now_ms();
    if (left <= 0 && !late) {
      late = true, c.asleep = all_asleep(pid);
      kill(-pid, SIGKILL), kill(pid, SIGKILL);
    }
    after += late;
    poll(files, 2, late ? 100 : static_cast<int>(left) + 1);
    for (int i = 0; i < 2; i++) {
      if (files[i].fd < 0 || !files[i].revents) continue;
      char buffer[4096];
      ssize_t n = read(files[i].fd, buffer, sizeof buffer);
      if (n > 0) (i ? c.err : c.out).append(buffer, static_cast<size_t>(n));
      else close(files[i].fd), files[i].fd = -1;
    }
  }
  for (pollfd& file : files) {
    if (file.fd >= 0) close(file.fd);
  }
  int status;
  waitpid(pid, &status, 0);
  kill(-pid, SIGKILL);  // what it has left behind
  c.status = late ? 124 : WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return c;
}

// Runs this chapter's program, which lies beside the test program.
inline Child program(std::vector<std::string> arguments, int seconds = 30,
                     const char* environment = nullptr) {
  return child(
      [&] {
        char self[PATH_MAX + 1] = "";
        if (readlink("/proc/self/exe", self, PATH_MAX) < 0) abort();
        std::string path(self, strrchr(self, '/') + 1);
        path += "program";
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
