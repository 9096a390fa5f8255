// Exercise 4.3, for real: threads, and a runtime whose Ms sleep on these notes.
#include <exercise.hpp>

#include <linux/futex.h>

#include <atomic>
#include <chan.hpp>
#include <note.hpp>
#include <rawsyscall.hpp>
#include <thread>

#include "goroutines.hpp"

using namespace rt;
using namespace exercise;

using TestNote = Note<"test.note">;

// Wakes whoever sleeps on the note, and not the note: a futex that returns for no reason.
static bool disturb(TestNote* n) {
  return RawSyscall6(SYS_futex, word(raw(n->key)), FUTEX_WAKE_PRIVATE, 1, 0, 0, 0).r1 == 1;
}

TEST_CASE("asleep") {
  judge("a thread sleeps on the note, and its futex returns for no reason, twice", [] {
    static TestNote n;
    static std::atomic<bool> back = false;
    std::thread sleeper([] {
      notesleep(&n);
      back = true;
    });
    for (int times = 0; times < 2;) {
      times += disturb(&n);
      expect(!back, "it goes on sleeping", "notesleep has returned, and nobody had woken the note",
             "futexsleep may return for no reason: whoever sleeps looks again");
      std::this_thread::yield();
    }
    notewakeup(&n);
    sleeper.join();
  });
}

TEST_CASE("there and back") {
  judge("two threads wake each other, 2000 times", [] {
    static TestNote there, back;
    static int value = 0;  // TSan looks whether the notes order this
    std::thread other([] {
      for (int i = 0; i < 2000; i++) {
        notesleep(&there), noteclear(&there);
        value++;
        notewakeup(&back);
      }
    });
    for (int i = 0; i < 2000; i++) {
      value++;
      notewakeup(&there);
      notesleep(&back), noteclear(&back);
    }
    other.join();
    equal("value", 4000, value, "what the waker did before notewakeup is seen after notesleep");
  });
}

TEST_CASE("goroutines") {
  judge("two goroutines on 2 Ps send each other 1000 values; their threads sleep on notes", [] {
    int sum = 0;
    run_on(2, [&] {
      Chan<int> c;
      go([&] {
        for (int i = 0; i < 1000; i++) c.send(1);
        c.close();
      });
      for (int v : c) sum += v;
    });
    equal("values", 1000, sum, "an M that sleeps is woken when it is needed");
  });
}
