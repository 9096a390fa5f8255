#include <trace.hpp>

namespace rt {

bool tracing = false;
const char* (*trace_reason)(uint32_t arg) = nullptr;
void trace_record(Ev, int, uint64_t, uint32_t, uint32_t, uint32_t) {}
void trace_thread(int) {}

}  // namespace rt
