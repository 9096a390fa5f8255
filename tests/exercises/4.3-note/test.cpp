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
