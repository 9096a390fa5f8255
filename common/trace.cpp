// An ordinary program keeps no record, and says so to whoever asks for one. The code that keeps a
// record, and shows it, is in common/traced.
#include <cstdio>
#include <cstdlib>
#include <trace.hpp>
#include <unistd.h>

namespace rt {

const char* (*trace_reason)(uint32_t arg) = nullptr;
const char* trace_roles = "";
void trace_thread(int) {}
// g++ -O0 leaves the calls in, behind a condition that is never true.
void trace_record(Ev, int, uint64_t, uint32_t, uint32_t, uint32_t) {}

// Before main: nobody should wait for the end of a run to learn that.
static const bool refused = [] {
  const char* name = getenv("TRACE");
  if (!name || !*name) return false;
  fprintf(stderr,
          "TRACE=%s: this program keeps no record. make trace-%d builds one that does. (Or unset "
          "TRACE.)\n",
          name, CHAPTER);
  _exit(2);
}();

}  // namespace rt
