// Exercise 3.1: goready, by itself.
#include "park.hpp"

TEST_CASE("goready") {
  judge(
      "two goroutines stand in the run queue, and goready is called for a third, which waits", [] {
        run([] {
          static Alone<G> third{};
          third.goid = 9;
          third.atomicstatus.store(Gwaiting, memory_order_relaxed);
          third.fn = [](G*) {
            expect(false, "the caller of goready goes on", "the goroutine runs at once",
                   "goready makes the goroutine runnable, and does not run it: the caller goes on");
          };
          go([] {}), go([] {});
          static void (*fn)(G*);
          fn = third.fn;
          int queued = 0;
          at.queued = [&](G* gp) {
            queued++;
            expect(at.soon, "it is runsoon that puts it into the run queue", "it is runlater",
                   "somebody waits for a goroutine that is woken: runsoon (runlater lets others "
                   "run first; in "
                   "chapter 4 that is not the same any more)");
            expect(gp == &third, name(&third), name(gp),
                   "the goroutine that goready was given goes into the run queue");
            expect(!gp->m && gp->goid == 9 && gp->fn == fn && !gp->stack.lo,
                   "the goroutine is as it was, except for its state", "something else is changed",
                   "goready changes the state, and nothing else: the goroutine is on no thread "
                   "before execute puts it there");
            equal("status when it goes into the run queue", std::string("runnable"),
                  std::string(state(gp)),
                  "runnable first, and then into the queue: from there another thread may take it");
          };
          at.isqueued = [](G*) {
            third.give_away("the goroutine that stands in the run queue",
                            "once it stands in the run queue, another thread may run it, and even "
                            "finish it: touch it no more");
          };
          goready(&third);
          at.queued = at.isqueued = nullptr;
          third.take_back();
          equal("times that it is put into the run queue", 1, queued,
                "goready puts the goroutine into the run queue, once");
          equal("status after goready", std::string("runnable"), std::string(state(&third)),
                "goready makes the goroutine runnable, and does not run it: the caller goes on");
          G* first = runqget();
          G* second = runqget();
          expect(runqget() == &third, "it stands at the end of the run queue",
                 "it stands elsewhere",
                 "goready puts the goroutine at the end: who stood there before runs before");
          runlater(first), runlater(second);
        });
      });
}

TEST_CASE("goready of one that does not wait") {
  static const struct {
    GStatus status;
    const char* words;
  } kOthers[] = {{Grunnable, "is runnable already"},
                 {Grunning, "runs, on another thread"},
                 {Gdead, "has finished"},
                 {Gidle, "has never been started"}};
  for (auto& other : kOthers) {
    judge(std::string("goready is called for a goroutine that ") + other.words, [&] {
      Child c = child([&] {
        run([&] {
          static G g{};
          g.goid = 9;
          g.atomicstatus.store(other.status, memory_order_relaxed);
          goready(&g);
          _exit(0);
        });
      });
      expect(contains(c.err, "casgstatus: "), "fatal error: casgstatus: …",
             c.status == 0 ? "goready returns" : "it ends otherwise: " + c.err,
             "only one that waits can be woken, and only once: casgstatus from Gwaiting checks it");
    });
  }
}
