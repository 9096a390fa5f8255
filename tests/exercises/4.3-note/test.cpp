// Exercise 4.3, by hand: one thread.
#include <exercise.hpp>

#include <note.hpp>

using namespace rt;
using namespace exercise;

using TestNote = Note<"test.note">;

TEST_CASE("woken before") {
  judge("a note is woken, and then a thread comes to sleep on it", [] {
    static TestNote n;
    notewakeup(&n);
    notesleep(&n);
    expect(notetsleep(&n, 1), "the note stays woken", "it is not woken any more",
           "a note is woken until noteclear; notesleep changes nothing");
  });
}

TEST_CASE("woken twice") {
  judge("a note is woken twice", [] {
    Child c = child([] {
      static TestNote n;
      notewakeup(&n);
      notewakeup(&n);
    });
    expect(contains(c.err, "fatal error: notewakeup - double wakeup") && c.status == 2,
           "fatal error: notewakeup - double wakeup",
           c.status == 0 ? "nothing was said" : "it ended with status " + show(c.status),
           "a note is woken once; the second wake-up is a mistake, and ends the program");
  });
}

TEST_CASE("cleared") {
  judge("a note is woken, slept on, and cleared", [] {
    static TestNote n;
    notewakeup(&n);
    notesleep(&n);
    noteclear(&n);
    expect(!notetsleep(&n, 1000), "the note is not woken", "it still is",
           "noteclear makes the note as it was in the beginning");
    notewakeup(&n);
    notesleep(&n);
  });
}

TEST_CASE("cleared, and never woken") {
  constexpr const char* kAnyhow =
      "noteclear makes the note as it was in the beginning, also one that is like that already";
  judge("a new note is cleared", [=] {
    Child c = child([] {
      static TestNote n;
      noteclear(&n);
    });
    expect(c.status == 0, "it is as it was", c.err.substr(0, c.err.find('\n')), kAnyhow);
  });
  judge("a new note is cleared twice, woken, and slept on; all that three times", [=] {
    static TestNote n;
    for (int times = 0; times < 3; times++) {
      noteclear(&n), noteclear(&n);
      expect(!notetsleep(&n, 1000), "the note is not woken", "it is", kAnyhow);
      notewakeup(&n);
      notesleep(&n);
    }
  });
}
