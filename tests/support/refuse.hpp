// Makes the kernel refuse calls from now on.
#pragma once
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <initializer_list>
#include <vector>

// From now on the calling thread's calls go through this filter. Without seccomp(2), the process
// ends with status 77.
inline void filter_calls(std::vector<sock_filter> code, uint32_t flags = 0) {
  sock_fprog filter = {static_cast<unsigned short>(code.size()), code.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) ||
      syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, flags, &filter))
    _exit(77);
}

// Instead of making this call, the calling thread gets a SIGSYS.
inline void trap(uint32_t call) {
  filter_calls({BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
                BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)});
}

// Refuses these calls with this error, in all threads. With `operation`, only if that is the call's
// second argument, as for a futex.
inline void refuse(std::initializer_list<uint32_t> calls, uint32_t error, int operation = -1) {
  std::vector<sock_filter> code;
  for (uint32_t call : calls) {
    code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)));
    code.push_back(
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, static_cast<uint8_t>(operation < 0 ? 1 : 3)));
    if (operation >= 0) {
      code.push_back(BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])));
      code.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, static_cast<uint32_t>(operation), 0, 1));
    }
    code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | error));
  }
  code.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  filter_calls(code, SECCOMP_FILTER_FLAG_TSYNC);
}
