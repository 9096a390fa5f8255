// When the program ends: the record goes into the file that TRACE names, and onto the terminal.
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <trace_read.hpp>
#include <unistd.h>

namespace rt {

uint32_t trace_events() {
  const char* wish = getenv("TRACE_EVENTS");
  long events = wish ? atol(wish) : 0;
  return events > 0 && events < (1 << 28) ? static_cast<uint32_t>(events) : 65'536;
}

// TRACE_WINDOW=from:to, in milliseconds after the first event.
static View view() {
  View v;
  if (const char* columns = getenv("COLUMNS")) v.columns = std::clamp(atoi(columns), 60, 400);
  v.color = isatty(STDOUT_FILENO) && !getenv("NO_COLOR");
  double from, to;
  const char* window = getenv("TRACE_WINDOW");
  if (window && sscanf(window, "%lf:%lf", &from, &to) == 2 && from < to) {
    v.from = static_cast<int64_t>(from * 1e6);
    v.to = static_cast<int64_t>(to * 1e6);
  }
  return v;
}

// At exit.
static void trace_write() {
  const char* name = getenv("TRACE");
  static std::atomic<bool> written = false;
  if (!name || !*name || written.exchange(true, std::memory_order_relaxed)) return;
  tracing = false;
  Record record = trace_read();
  Story story = trace_replay(record);
  fflush(stdout);
  if (const char* wish = getenv("TRACE_TIMELINE"); wish && !strcmp(wish, "1")) {
    printf("\n%s", trace_timeline(record, story, view()).c_str());
  }
  if (const char* words = getenv("TRACE_SHOW")) fputs(trace_show(record, words).c_str(), stderr);
  std::error_code ignored;  // if it matters, fopen says so
  std::filesystem::create_directories(std::filesystem::path(name).parent_path(), ignored);
  FILE* file = fopen(name, "w");
  if (!file) {
    fprintf(stderr, "TRACE=%s: cannot write it: %s\n", name, strerror(errno));
    return;
  }
  fputs(trace_json(record, story).c_str(), file);
  fclose(file);
  printf("\n%zu events", record.events.size());
  if (record.dropped) printf(", %lu more dropped (TRACE_EVENTS=N keeps more)", record.dropped);
  printf(", in %s.\nTo look closer: ui.perfetto.dev, Open trace file. It stays on your machine.\n",
         name);
}

// Before main, so that the first event of the program is in it.
static const bool started = [] {
  const char* name = getenv("TRACE");
  if (!name || !*name) return false;
  tracing = true;
  return atexit(trace_write) == 0;
}();

}  // namespace rt
