// Exercise 4.3, the memory orders: one thread, and what it writes beside each operation.
#include <orders.hpp>
#include <spurious.hpp>

#include <note.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("the waker releases, the sleeper acquires") {
  constexpr const char* kSeen = "what the waker did before notewakeup is seen after notesleep";
  judge("a note is woken, and then a thread comes to sleep on it", [] {
    static Note<"note"> n;
    sync::Orders orders;
    notewakeup(&n);
    writes(orders, "note", memory_order_release, std::string(kSeen) + ": notewakeup releases");
  });
  judge("the same, and the thread that comes to sleep", [] {
    static Note<"note"> n;
    notewakeup(&n);
    sync::Orders orders;
    notesleep(&n);
    reads(orders, "note", memory_order_acquire, std::string(kSeen) + ": notesleep acquires");
  });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("a note is woken, while a compare_exchange_weak fails once", [] {
    Child c = child([] {
      static Note<"note"> n;
      spurious([] { notewakeup(&n); });
      if (!notetsleep(&n, 1)) _exit(3);
    });
    expect(c.status == 0, "it is woken",
           c.status == 3 ? "it is not" : c.err.substr(0, c.err.find('\n')), kWeak);
  });
}
