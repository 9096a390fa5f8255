// Exercise 5.4 ★ (15 minutes, rebuild): how long sysmon sleeps
//
// sysmon looks, sleeps for backoff.next() microseconds, and looks again. After each look it says
// backoff.worked(true) if that brought something (retake took a P), backoff.worked(false) if not:
//
//   struct Backoff {
//     uint32_t idle = 0;   // rounds in a row in which there was nothing to do
//     uint32_t delay = 20; // microseconds
//     uint32_t next();
//     void worked(bool some);
//   };
//
//   - As long as there is something to do, each sleep is 20 µs;
//   - and so it is in the first rounds without work, up to idle == 50: work comes in bursts;
//   - after more than 50 idle rounds in a row each sleep is twice as long as the last: 40, 80 …
//   - but never longer than 10 ms, even after ten thousand rounds;
//   - once something was done, the next sleep is 20 µs again, and counting starts anew.
// Why it matters: 20 µs for ever would burn a CPU for nothing; 10 ms always would let goroutines
// wait 20 ms behind each read that blocks. Go uses exactly these numbers.
// Done: make exercise-5.4 says so. Stuck: make hint-5.4
#include <not_done.hpp>
#include <sysmon.hpp>

namespace rt {

uint32_t Backoff::next() { not_done("5.4"); }

void Backoff::worked(bool some) {
  (void)some;
  not_done("5.4");
}

}  // namespace rt
