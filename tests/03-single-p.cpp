// Chapter 3: goroutines, their states, channels, and how a run ends.
#include <chan.hpp>
#include <cond.hpp>
#include <doctest/doctest.h>
#include <gstate.hpp>

#include <exception>
#include <new>
#include <once.hpp>

#include <algorithm>
#include <atomic>
#include <memory>
#include <pthread.h>
#include <run.hpp>
#include <sched.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>
#include <waitgroup.hpp>

#include "support/child.hpp"

#if CHAPTER >= 4
#include <spin.hpp>
#endif

using namespace rt;

TEST_CASE("only chapter 3: later Ps share the work: one queue, first come, first served" *
          doctest::skip(CHAPTER != 3)) {
  std::string order;
  run([&] {
    for (char name : {'a', 'b', 'c'}) {
      go([&order, name] {
        for (int turn = 0; turn < 3; turn++) order += name, gosched();
      });
    }
  });
  CHECK(order == "abcabcabc");
}

TEST_CASE("run returns when every goroutine has finished, not just the first") {
  std::atomic<int> finished = 0;
  run([&] {
    for (int i = 0; i < 10; i++) {
      go([&] {
        for (int turn = 0; turn < 5; turn++) gosched();
        go([&] { finished++; });
        finished++;
      });
    }
  });
  CHECK(finished == 20);
}

TEST_CASE("run may be called again, and by another thread") {
  std::atomic<int> runs = 0;
  for (int i = 0; i < 20; i++) run([&] { runs++; });
  pthread_t thread;
  pthread_create(
      &thread, nullptr,
      [](void* n) -> void* {
        run([n] { ++*static_cast<std::atomic<int>*>(n); });
        return nullptr;
      },
      &runs);
  pthread_join(thread, nullptr);
  CHECK(runs == 21);
}

TEST_CASE("10,000 goroutines at once, each with its own number") {
  constexpr int n = sanitized ? 500 : 10'000;
  std::vector<std::atomic<int>> seen(2 * n + 20'000);  // from chapter 4 on some are left out
  std::atomic<int> wrong = 0;
  WaitGroup all;
  run([&] {
    all.Add(n);
    for (int i = 0; i < n; i++) {
      go([&] {
        gosched();
        uint64_t id = getg()->goid;
        if (id == 0 || id >= seen.size() || seen[id]++ > 0) wrong++;
        all.Done();
      });
    }
    all.Wait();
  });
  CHECK(wrong == 0);
}

TEST_CASE("states: the moves that are legal, and some that are not") {
  G gp = {};
  gp.goid = 5;
  for (auto [from, to] : {std::pair{Gidle, Grunnable},
                          {Grunnable, Grunning},
                          {Grunning, Gwaiting},
                          {Gwaiting, Grunnable},
                          {Grunnable, Grunning},
                          {Grunning, Grunnable},
                          {Grunnable, Grunning},
                          {Grunning, Gdead}}) {
    casgstatus(&gp, from, to);
    CHECK(gp.atomicstatus.load(memory_order_relaxed) == to);
  }
  Child c = child([&] { casgstatus(&gp, Gdead, Grunning); });
  CHECK(c.status == 2);
  CHECK(contains(c.err,
                 "fatal error: casgstatus: goroutine 5 is dead: cannot go from dead to running"));
  c = child([&] { casgstatus(&gp, Gwaiting, Grunnable); });
  INFO("waking what does not wait: two threads believe that they own it");
  CHECK(contains(c.err, "goroutine 5 is dead: cannot go from waiting to runnable"));
}

TEST_CASE("gopark sleeps until goready, and not if unlockf says no") {
  static G* sleeper;
  std::vector<std::string> said;
  static uint32_t seen;
  run([&] {
    go([&] {
      // The state changes before unlockf is called: whoever it lets in must find the goroutine
      // waiting.
      gopark([](G* gp, void*) { return seen = gp->atomicstatus.load(memory_order_relaxed), false; },
             nullptr, waitReasonTest);
      said.push_back("unlockf said no");
      WaitGroup parked;
      parked.Add(1);
      go([&] {
        parked.Wait();
        said.push_back("waking");
        goready(sleeper);
      });
      gopark(
          [](G* gp, void* wg) { return sleeper = gp, static_cast<WaitGroup*>(wg)->Done(), true; },
          &parked, waitReasonTest);
      said.push_back("awake");
    });
  });
  CHECK(seen == Gwaiting);
  REQUIRE(said.size() == 3);
  CHECK(said[0] == "unlockf said no");
  CHECK(said[1] == "waking");
  CHECK(said[2] == "awake");
}

// --- closures ---

static thread_local int allocations;
[[gnu::noinline]] void* operator new(size_t n) {
  allocations++;
  if (void* p = malloc(n)) return p;
  throw std::bad_alloc();
}
[[gnu::noinline]] void* operator new(size_t n, const std::nothrow_t&) noexcept { return malloc(n); }
[[gnu::noinline]] void operator delete(void* p) noexcept { free(p); }
[[gnu::noinline]] void operator delete(void* p, size_t) noexcept { free(p); }

TEST_CASE("a closure of 40 bytes lives in its G, a larger one on the heap") {
  int small = -1, large = -1;
  char text[32] = "32 bytes and a pointer fit", more[200] = "200 do not";
#if CHAPTER >= 4
  int procs = GOMAXPROCS(1);  // or go may also make a thread
#endif
  run([&] {
    go([] {});  // the first may have to make a G
    int before = allocations;
    go([text, &small] { (void)text, (void)small; });
    small = allocations - before;
    before = allocations;
    go([more] { (void)more; });
    large = allocations - before;
  });
#if CHAPTER >= 4
  GOMAXPROCS(procs);
#endif
  CHECK(small == 0);
  CHECK(large == 1);
}

TEST_CASE("a closure's captures are destroyed when the goroutine ends, and may be move-only") {
  auto shared = std::make_shared<int>(1);
  run([&] {
    char padding[100] = {};
    go([copy = shared] { CHECK(*copy == 1); });
    go([copy = shared, padding] { CHECK(padding[0] == 0); });
    go([unique = std::make_unique<int>(3)] { CHECK(*unique == 3); });
  });
  CHECK(shared.use_count() == 1);
}

// --- WaitGroup and channels ---

TEST_CASE("WaitGroup: Wait returns when all are done, for every waiter") {
  std::atomic<int> done = 0, woken = 0;
  run([&] {
    auto wg = std::make_unique<WaitGroup>();
    wg->Wait();  // nothing to wait for
    wg->Add(3);
    WaitGroup waiters;
    waiters.Add(2);
    for (int i = 0; i < 2; i++) {
      go([&] {
        wg->Wait();
        if (done == 3) woken++;
        waiters.Done();
      });
    }
    for (int i = 0; i < 3; i++) go([&] { gosched(), done++, wg->Done(); });
    waiters.Wait();
  });
  CHECK(woken == 2);
}

TEST_CASE("a negative WaitGroup counter is a panic") {
  Child c = child([] { run([] { WaitGroup().Done(); }); });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "panic: sync: negative WaitGroup counter"));
}

TEST_CASE("an unbuffered channel hands every value over, in order") {
  std::vector<int> got;
  run([&] {
    Chan<int> c;
    go([&] {
      for (int i = 0; i < 100; i++) c.send(i);
      c.close();
    });
    for (int i : c) got.push_back(i);
  });
  REQUIRE(got.size() == 100);
  for (int i = 0; i < 100; i++) CHECK(got[i] == i);
}

TEST_CASE("a sender on an unbuffered channel waits for a receiver; on a buffered one for room") {
  for (size_t capacity : {0, 1, 3}) {
    CAPTURE(capacity);
    std::atomic<size_t> sent = 0;
    size_t ahead = 99;
    run([&] {
      Chan<int> c(capacity);
      go([&] {
        for (int i = 0; i < 10; i++) c.send(i), sent++;
        c.close();
      });
      for (int i = 0; i < 1000; i++) gosched();
      ahead = sent;
      for (int want = 0; want < 10; want++) CHECK(c.recv() == want);
      CHECK(!c.recv());
      CHECK(!c.recv());
    });
    CHECK(ahead <= capacity);
    // From chapter 4 on the sender runs on another thread, which may not have come that far.
    if (CHAPTER == 3) CHECK(ahead == capacity);
  }
}

TEST_CASE("close wakes everybody who waits; what is in the buffer still comes out") {
  std::atomic<int> ended = 0;
  run([&] {
    Chan<std::string> c(2);
    c.send("one"), c.send("two");
    c.close();
    CHECK(*c.recv() == "one");
    CHECK(*c.recv() == "two");
    CHECK(!c.recv());
    ended++;
  });
  run([&] {
    Chan<int> c;
    WaitGroup all;
    all.Add(5);
    for (int i = 0; i < 5; i++) {
      go([&] {
        if (!c.recv()) ended++;
        all.Done();
      });
    }
    for (int i = 0; i < 100; i++) gosched();
    c.close();
    all.Wait();
  });
  CHECK(ended == 6);
}

TEST_CASE("channels carry what can only be moved") {
  int got = 0;
  run([&] {
    Chan<std::unique_ptr<int>> c;
    go([&] { c.send(std::make_unique<int>(42)); });
    got = **c.recv();
  });
  CHECK(got == 42);
}

TEST_CASE("… and if it is mere bytes") {
  struct Token {
    int number;
    explicit Token(int n) : number(n) {}
    Token(Token&&) = default;
    Token& operator=(Token&&) = default;
  };
  static_assert(std::is_trivially_copyable_v<Token>);  // though it can't be copied
  int got = 0;
  run([&] {
    Chan<Token> c(2);
    c.send(Token(1));
    CHECK(c.try_send(Token(2)));
    std::optional<Token> first;
    CHECK(c.try_recv(first));
    got = first->number * 10 + c.recv()->number;
  });
  CHECK(got == 12);
}

TEST_CASE("many senders and receivers: every value arrives exactly once") {
  constexpr int n = 8, each = 200;
  std::vector<std::atomic<int>> seen(n * each);
  run([&] {
    Chan<int> c(4);
    WaitGroup senders, receivers;
    senders.Add(n), receivers.Add(n);
    for (int i = 0; i < n; i++) {
      go([&, i] {
        for (int k = 0; k < each; k++) c.send(i * each + k);
        senders.Done();
      });
      go([&] {
        for (int v : c) seen[v]++;
        receivers.Done();
      });
    }
    senders.Wait();
    c.close();
    receivers.Wait();
  });
  for (auto& s : seen) REQUIRE(s == 1);
}

// Starts f as a goroutine, and returns when it sleeps.
template <class F>
static void start_and_wait_until_it_sleeps(F f) {
  static std::atomic<G*> sleeper;
  sleeper = nullptr;
  go([f] {
    sleeper = getg();
    f();
  });
  while (!sleeper || sleeper.load()->atomicstatus.load(memory_order_acquire) != Gwaiting) gosched();
}

namespace {
// Its move yields, and, if told to, throws.
struct Slow {
  static inline std::atomic<bool> throws = false;
  int n;
  explicit Slow(int n) : n(n) {}
  Slow(Slow&& other) : n(other.n) {
    gosched();
    if (throws) throw std::runtime_error("no room");
  }
};
}  // namespace

TEST_CASE("a channel's value may yield while it moves: no lock is held then") {
  for (size_t capacity : {0, 1, 3}) {
    Child c = child(
        [=] {
          run([=] {
            Chan<Slow> ch(capacity);
            WaitGroup senders;
            senders.Add(3);
            for (int s = 0; s < 3; s++) {
              go([&] {
                for (int i = 1; i <= 10; i++) ch.send(Slow(i));
                senders.Done();
              });
            }
            go([&] { senders.Wait(), ch.close(); });
            int sum = 0;
            while (auto value = ch.recv()) sum += value->n;
            printf("%d", sum);
          });
        },
        20);
    CHECK(c.out == "165");
    CHECK(c.status == 0);
  }
}

TEST_CASE("a channel's value whose move throws leaves no lock behind") {
  Child c = child(
      [] {
        run([] {
          Chan<Slow> ch(1);
          auto attempt = [](const char* what, auto f) {
            Slow::throws = true;
            try {
              f();
            } catch (const std::runtime_error& e) {
              printf("%s: %s; ", what, e.what());
            }
            Slow::throws = false;
          };
          attempt("send", [&] { ch.send(Slow(1)); });
          ch.send(Slow(2));
          attempt("recv", [&] { ch.recv(); });
          ch.send(Slow(3));
          printf("%d", ch.recv()->n);
        });
      },
      20);
  CHECK(c.out == "send: no room; recv: no room; 3");
}

TEST_CASE("try_send and try_recv do what can be done at once") {
  run([] {
    Chan<std::string> c(1);
    std::optional<std::string> slot = "as it was";
    CHECK(!c.try_recv(slot));
    CHECK(slot == "as it was");
    std::string value = "one";
    CHECK(c.try_send(std::move(value)));
    value = "two";
    CHECK(!c.try_send(std::move(value)));
    CHECK(value == "two");
    start_and_wait_until_it_sleeps([&] { c.send("three"); });
    CHECK(c.try_recv(slot));
    CHECK(slot == "one");
    CHECK(c.try_recv(slot));
    CHECK(slot == "three");
    c.close();
    CHECK(c.try_recv(slot));
    CHECK(!slot);
  });
}

TEST_CASE("try_recv from a full channel lets the first sender that waits in, behind all others") {
  run([] {
    Chan<int> c(3);
    for (int i = 1; i <= 3; i++) c.send(i);
    start_and_wait_until_it_sleeps([&] { c.send(4); });
    std::optional<int> slot;
    for (int i = 1; i <= 4; i++) {
      CHECK(c.try_recv(slot));
      CHECK(slot == i);
    }
    CHECK(!c.try_recv(slot));
  });
}

TEST_CASE("try_recv empties a buffer, value by value, and makes room again") {
  run([] {
    Chan<int> c(2);
    std::optional<int> slot;
    for (int round = 0; round < 3; round++) {
      CHECK(c.try_send(1));
      CHECK(c.try_send(2));
      CHECK(!c.try_send(3));
      for (int want : {1, 2}) {
        CHECK(c.try_recv(slot));
        CHECK(slot == want);
      }
      CHECK(!c.try_recv(slot));
    }
  });
}

TEST_CASE("try_send and try_recv meet a goroutine that waits, without a buffer") {
  std::optional<int> sent, received;
  run([&] {
    Chan<int> c;
    WaitGroup done;
    done.Add(2);
    CHECK(!c.try_send(1));
    CHECK(!c.try_recv(sent));
    start_and_wait_until_it_sleeps([&] { received = c.recv(), done.Done(); });
    CHECK(c.try_send(2));
    start_and_wait_until_it_sleeps([&] { c.send(3), done.Done(); });
    CHECK(c.try_recv(sent));
    done.Wait();
  });
  CHECK(received == 2);
  CHECK(sent == 3);
  CHECK(contains(child([] {
                   run([] {
                     Chan<int> c(1);
                     c.close();
                     c.try_send(1);
                   });
                 }).err,
                 "panic: send on closed channel"));
}

TEST_CASE("a Mutex goes from one owner to the next in turn, and stops no thread") {
  std::string order;
  run([&] {
    Mutex m;
    WaitGroup done;
    done.Add(3);
    m.lock();
    for (char name : {'a', 'b', 'c'}) {
      start_and_wait_until_it_sleeps([&, name] {
        {
          std::lock_guard held(m);
          order += name;
          gosched();
          order += name;
        }
        done.Done();
      });
    }
    m.unlock();
    done.Wait();
  });
  CHECK(order == "aabbcc");
  Child c = child([] { run([] { Mutex().unlock(); }); });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: sync: unlock of unlocked mutex\n\ngoroutine 1 [running]"));
}

TEST_CASE("a Cond wakes one, or all, and each has the Mutex when it returns") {
  std::string order;
  run([&] {
    Mutex m;
    Cond changed(&m);
    WaitGroup done;
    done.Add(3);
    int tickets = 0;
    for (char name : {'a', 'b', 'c'}) {
      start_and_wait_until_it_sleeps([&, name] {
        m.lock();
        while (tickets == 0) changed.Wait();
        tickets--;
        order += name;
        m.unlock();
        done.Done();
      });
    }
    m.lock();
    tickets = 1;
    m.unlock();
    changed.Signal();
    for (bool one = false; !one; gosched()) {
      std::lock_guard held(m);
      one = order == "a";
    }
    m.lock();
    tickets = 2;
    changed.Broadcast();
    m.unlock();
    done.Wait();
  });
  CHECK(order.size() == 3);
  CHECK(order[0] == 'a');
  Child c = child([] {
    run([] {
      Mutex m;
      Cond never(&m);
      m.lock();
      never.Wait();
    });
  });
  CHECK(contains(c.err, "goroutine 1 [sync.Cond.Wait]"));
}

TEST_CASE("a Cond for which nobody waits: Signal and Broadcast do nothing") {
  Child c = child([] {
    run([] {
      Mutex m;
      Cond changed(&m);
      changed.Signal();
      changed.Broadcast();
      printf("nothing");
    });
  });
  CHECK(c.status == 0);
  CHECK(c.out == "nothing");
}

TEST_CASE("a Once calls its function once, and who comes meanwhile waits") {
  int calls = 0;
  std::atomic<int> early = 0;
  run([&] {
    static std::atomic<bool> finished;
    finished = false;
    Once once;
    WaitGroup done;
    done.Add(10);
    for (int i = 0; i < 10; i++) {
      go([&] {
        once.Do([&] {
          calls++;
          for (int turn = 0; turn < 5; turn++) gosched();
          finished = true;
        });
        if (!finished) early++;
        done.Done();
      });
    }
    done.Wait();
  });
  CHECK(calls == 1);
  CHECK(early == 0);
  run([&] {
    Once once;
    CHECK_THROWS_AS(once.Do([] { throw std::runtime_error("no luck"); }), std::runtime_error);
    once.Do([&] { calls++; });
  });
  CHECK(calls == 1);  // one that threw counts as called
}

TEST_CASE("a function object that throws when it is copied costs no G") {
  struct Unlucky {
    char large[1];
    Unlucky() = default;
    Unlucky(const Unlucky&) { throw std::runtime_error("no copy"); }
    void operator()() {}
  };
  auto count = [] {
    int n = 0;
    for (G* gp = sched.allgs; gp; gp = gp->alllink) n++;
    return n;
  };
  int before = 0, after = 0;
  run([&] {
    Unlucky unlucky;
    for (int i = 0; i < 100; i++) {
      if (i == 1) before = count();
      CHECK_THROWS_AS(go(unlucky), std::runtime_error);
    }
    after = count();
  });
  CHECK(after == before);
}

TEST_CASE("a panic names the goroutine first, and lists the others") {
  Child c = child([] {
    run([] {
      Chan<int> never;
      start_and_wait_until_it_sleeps([&] { never.recv(); });
      WaitGroup().Done();
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err,
                 "panic: sync: negative WaitGroup counter\n\ngoroutine 1 [running]\ngoroutine "));
  CHECK(contains(c.err, " [chan receive]"));
}

TEST_CASE("sending on a closed channel and closing twice are panics") {
  Child c = child([] {
    run([] {
      Chan<int> ch;
      ch.close();
      ch.send(1);
    });
  });
  CHECK(contains(c.err, "panic: send on closed channel"));
  c = child([] {
    run([] {
      Chan<int> ch;
      ch.close();
      ch.close();
    });
  });
  CHECK(contains(c.err, "panic: close of closed channel"));
  CHECK(c.status == 2);
}

// --- how things end ---

TEST_CASE("a deadlock is reported in Go's words, with every goroutine and what it waits for") {
  Child c = child([] {
    run([] {
      Chan<int> never;
      WaitGroup wg;
      wg.Add(1);
      go([&] { never.recv(); });
      go([&] { never.recv(); });
      wg.Wait();
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "fatal error: all goroutines are asleep - deadlock!"));
  CHECK(contains(c.err, "goroutine 1 [semacquire]"));
  size_t first = c.err.find("[chan receive]");
  CHECK(first != std::string::npos);
  CHECK(c.err.find("[chan receive]", first + 1) != std::string::npos);
}

TEST_CASE("what was printed before a fatal error is not lost") {
  Child c = child([] {
    run([] {
      printf("before ");
      Chan<int>().recv();
    });
  });
  CHECK(c.out == "before ");
}

TEST_CASE(
    "an exception that leaves a goroutine is a panic, with its text and the goroutine's number") {
  Child c = child([] { run([] { go([] { throw std::runtime_error("no luck"); }); }); });
  CHECK(c.status == 2);
  CHECK(contains(c.err, "panic: no luck"));
  CHECK(contains(c.err, "[running]"));
  c = child([] { run([] { throw 5; }); });
  CHECK(contains(c.err, "panic: an exception that is not a std::exception"));
  CHECK(contains(c.err, "goroutine 1 [running]"));
}

#ifdef RT_ASAN
TEST_CASE("what only a sleeping goroutine knows is no leak") {
  Child c = child([] {
    run([] {
      static Chan<int> never;
      // One pointer on a stack, one in a closure that has not run.
      start_and_wait_until_it_sleeps([] {
        auto local = std::make_unique<int[]>(100);
        never.recv();
        local[0] = 1;
      });
      go([closure = std::make_shared<int>(1)] { (void)*closure; });
      exit(0);
    });
  });
  INFO(c.err);
  CHECK(c.status == 0);
}
#endif

TEST_CASE("what only a goroutine may call says so to others") {
  CHECK(contains(child([] { gosched(); }).err,
                 "fatal error: gosched: called from a thread that runs no goroutines"));
  CHECK(contains(child([] { go([] {}); }).err, "go: called from a thread"));
  CHECK(contains(child([] { Chan<int>().recv(); }).err, "Chan::recv: called from a thread"));
  struct Loud {
    Loud() = default;
    Loud(Loud&&) { printf("it has been moved"); }
  };
  Child c = child([] { Chan<Loud>().send(Loud()); });
  CHECK(contains(c.err, "Chan::send: called from a thread"));
  CHECK(c.out == "");  // nothing of T's runs before that
  CHECK(contains(child([] { goready(new G{}); }).err, "goready: called from a thread"));
  CHECK(contains(child([] { run([] { run([] {}); }); }).err, "rt::run: called by a goroutine"));
  CHECK(contains(child([] { run([] { mcall([](G*) { gosched(); }); }); }).err,
                 "gosched: called on g0, the scheduler's own stack"));
  CHECK(contains(child([] {
                   run([] {
                     WaitGroup group;
                     group.Add(1);
                     go([&] { group.Wait(); });
                     gosched();
                     std::thread([&] { group.Done(); }).join();
                   });
                 }).err,
                 "WaitGroup::Done: called from a thread that runs no goroutines"));
}

TEST_CASE("a goroutine that fills its stack is named") {
  Child c = child([] {
    run([] {
      go([] {
        struct {
          int down(int n) {
            volatile char frame[256];
            frame[0] = 1;
            return (frame[0] ? down(n + 1) : 0) + frame[0];
          }
        } bottomless;
        bottomless.down(0);
      });
    });
  });
  CHECK(c.status == 2);
  CHECK(contains(c.err, ": stack overflow"));
}

TEST_CASE("goexit ends a goroutine from anywhere in it") {
  bool after = false;
  run([&] {
    go([&] {
      [] { goexit(); }();
      after = true;
    });
  });
  CHECK(!after);
}

TEST_CASE("goexit in a catch block leaves nothing to the next goroutine") {
  bool clean = false;
  run([&] {
    go([] {
      try {
        throw 1;
      } catch (...) {
        goexit();
      }
    });
    gosched();
    go([&] { clean = !std::current_exception(); });
  });
  CHECK(clean);
}

TEST_CASE("Gs and stacks are used again") {
  std::set<G*> gs;
  std::set<uintptr_t> stacks;
  run([&] {
    for (int i = 0; i < 50; i++) {
      WaitGroup one;
      one.Add(1);
      go([&] {
        gs.insert(getg());
        stacks.insert(getg()->stack.hi);
        one.Done();
      });
      one.Wait();
      gosched();
    }
  });
  CHECK(gs.size() < 10);
  CHECK(stacks.size() < 10);
}

// While a goroutine runs, before it starts, and after it ends, g.sched is out of date or empty.
TEST_CASE("a traceback starts from g.sched if the goroutine is waiting or runnable") {
  G g = {};
  CHECK(leftbymcall(&g, Gwaiting));
  CHECK(leftbymcall(&g, Grunnable));
  for (uint32_t status : {Gidle, Grunning, Gdead}) CHECK(!leftbymcall(&g, status));
#if CHAPTER >= 10
  g.preempted = true;  // it stands on its thread
  CHECK(!leftbymcall(&g, Grunnable));
#endif
}

// --- the program ---

TEST_CASE("only chapter 3: each chapter has its own program: what this one prints" *
          doctest::skip(CHAPTER != 3 || sanitized)) {
  Child c = program({});
  CHECK(c.status == 0);
  CHECK(contains(c.out, "1 4 9 16 25 36 49 64"));
  double stall = atof(c.out.substr(c.out.find("stall_ms=") + 9).c_str());
  INFO(c.out);
  CHECK(stall >= 150);
  CHECK(contains(c.out, "threads=1 "));
}

TEST_CASE(
    "a program's arguments: what it does not understand it refuses, with a usage line and status "
    "2" *
    doctest::skip(CHAPTER < 3)) {
  for (std::vector<std::string> bad :
       std::initializer_list<std::vector<std::string>>{{"nonsense"},
                                                       {"--procs", "0"},
                                                       {"--procs", "x"},
                                                       {"--procs"},
                                                       {"--procs", "2000"},
                                                       {"--block-ms", "-1"}}) {
    Child c = program(bad);
    CAPTURE(bad[0]);
    CHECK(c.status == 2);
    CHECK(contains(c.err, "usage: make chapter-"));
    CHECK(c.out == "");
  }
}
