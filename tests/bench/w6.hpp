// What W6 computes, whether goroutines, TBB's tasks or threads run it.
#pragma once

// Where it lies in memory changes its speed by an eighth, so in all of them it starts on a cache
// line.
[[gnu::noinline, gnu::aligned(64)]] static int serial(int n) {
  return n < 2 ? n : serial(n - 1) + serial(n - 2);
}
