// Why a goroutine waits, as Go's tracebacks say it.
#pragma once
#include <cstdint>

namespace rt {

// Go 1.21: runtime/runtime2.go, waitReason
enum WaitReason : uint32_t {
  waitReasonZero,
  waitReasonChanReceive,
  waitReasonChanSend,
  waitReasonSemacquire,
  waitReasonSyncCondWait,
  waitReasonTest,
};

constexpr const char* waitreasons[] = {"waiting",    "chan receive",   "chan send",
                                       "semacquire", "sync.Cond.Wait", "test"};

}  // namespace rt
