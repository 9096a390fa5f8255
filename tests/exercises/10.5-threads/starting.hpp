// For exercise 10.5: who there is that could run a P, and who has got it.
#pragma once
#include <counts.hpp>
#include <hand.hpp>
#include <preempt.hpp>
#include <threads.hpp>

namespace exercise {

constexpr auto relaxed = rt::memory_order_relaxed;

inline constexpr const char* kSlept =
    "a thread that sleeps comes first: goroutines that have no thread of their own need it, while "
    "those that have been preempted could take turns for ever";
inline constexpr const char* kPreempted =
    "no P waits for a new thread while a preempted goroutine could have it: that one may own the "
    "lock "
    "of malloc, for which whoever makes the thread waits";
inline constexpr const char* kTemplate =
    "where there is a template thread it makes all threads: whoever else makes one may wait for a "
    "lock that a preempted goroutine owns, and keep the P meanwhile";
inline constexpr const char* kSelf =
    "as long as there is no template thread nobody would make the thread but the caller";
inline constexpr const char* kSearch =
    "a preempted goroutine searches for nothing: who has promised a search takes that back, and "
    "then "
    "lets wakep find another one who searches";
inline constexpr const char* kUnasked =
    "without a promise nobody but the thread for this P is woken, or made";
inline constexpr const char* kTaken =
    "whoever is in nmspinning searches: a promise is handed to the M that is woken or made, or it "
    "is "
    "taken back";
inline constexpr const char* kOne =
    "whether an M sleeps, a goroutine has been preempted, and a template thread is there, is "
    "decided "
    "in one section of sched.lock: between two, somebody else comes or goes";
inline constexpr const char* kLast =
    "once a thread is woken its M and its P are its own: it may have run, and sleep again. The "
    "wake-up "
    "is the last that is done with them";

struct Found {
  bool given = true;       // startm has a P, P 0; else it has none, …
  int idle = 0;            // … and so many others are idle
  bool spinning = false;   // as startm is told
  int searching = 0;       // so many other Ms search
  int asleep = 0;          // Ms
  const char* queue = "";  // the global one: p has been preempted, n has not
  bool tmpl = true;        // there is a template thread
};
inline std::string words(const Found& f) {
  auto some = [](int n, const char* what) { return show(n) + " " + what + (n == 1 ? "" : "s"); };
  std::string text = f.given ? "startm has a P" : "startm has no P";
  text += f.spinning ? ", and a search is promised; " : ", no search is promised; ";
  text += some(f.idle, "other P") + " idle, " + some(f.asleep, "M") + " asleep, " +
          some(f.searching, "other M") + " searching; ";
  std::string queue;
  for (const char* c = f.queue; *c; c++)
    queue += std::string(queue.empty() ? "" : ", ") +
             (*c == 'p' ? "one preempted" : "one not preempted");
  text += "in the global queue: " + (queue.empty() ? "nobody" : queue);
  return text + (f.tmpl ? "" : "; no template thread");
}

inline rt::M sleepers[4], owners[4], preempted[4];
inline rt::G goroutines[4];

inline void begin(const Found& f) {
  byhand(4);
  for (int i = 0; i < 4; i++) {
    new (&sleepers[i]) rt::M{}, new (&owners[i]) rt::M{}, new (&preempted[i]) rt::M{};
    new (&goroutines[i]) rt::G{};
    sleepers[i].id = i + 1, owners[i].id = i + 11, preempted[i].id = i + 21;
  }
  for (int i = 0; i < 4; i++) {
    bool free = i == 0 ? f.given : i <= f.idle;
    if (!free) busy(rt::allp[i], &owners[i]);
    else if (i > 0) rt::pidleput(rt::allp[i]);
  }
  rt::sched.nmspinning.store(f.searching + f.spinning, relaxed);
  for (int i = f.asleep - 1; i >= 0; i--) rt::mput(&sleepers[i]);
  rt::sched.lock.lock();
  for (int i = 0; f.queue[i]; i++) {
    rt::G* gp = &goroutines[i];
    gp->goid = static_cast<uint64_t>(i) + 1, gp->m = &preempted[i], preempted[i].curg = gp;
    gp->preempted = f.queue[i] == 'p';
    gp->atomicstatus.store(rt::Grunnable, relaxed);
    rt::globrunqput(gp);
  }
  rt::sched.lock.unlock();
  rt::sched.newmHandoff.haveTemplateThread = f.tmpl;
  rt::sched.newmHandoff.waiting = f.tmpl;
  rt::sched.mnext = 50;
}

// Where a P has gone.
inline std::string where(rt::P* pp) {
  std::string all;
  auto at = [&](const std::string& text) { all += (all.empty() ? "" : ", and ") + text; };
  for (rt::P* one = rt::sched.pidle; one; one = one->link)
    if (one == pp) at("it is idle");
  for (rt::P* one = rt::sched.newmHandoff.ps; one; one = one->link)
    if (one == pp) at("the template thread has it");
  auto ms = [&](rt::M* some, const char* what) {
    for (int i = 0; i < 4; i++) {
      if (some[i].nextp != pp) continue;
      at(what + show(i + 1) + " has it" + (some[i].spinning ? ", to search" : "") +
         (iswoken(some[i].park) ? "" : ", but is not woken"));
    }
  };
  ms(sleepers, "M, which slept, number "), ms(preempted, "preempted goroutine ");
  for (rt::M* mp = rt::sched.allm; mp; mp = mp->alllink)
    if (mp->nextp == pp)
      at(std::string("a new M has it, made by the caller") + (mp->spinning ? ", to search" : ""));
  for (rt::M& mp : owners)
    if (mp.p == pp) at("it runs, as before");
  return all.empty() ? "nobody has it" : all;
}

// What must come of it.
struct Comes {
  std::string p[4];
  const char* rule[4];
  std::string left;  // of the global queue, the numbers
  int woken = 0, resumed = 0, made = 0, tmplspin = 0, searching, idle;
};
inline Comes comes(const Found& f) {
  Comes c;
  std::string queue;
  for (int i = 0; f.queue[i]; i++) queue += f.queue[i];
  c.searching = f.searching + f.spinning, c.idle = f.idle;
  for (int i = 0; i < 4; i++) {
    bool busyp = i == 0 ? !f.given : i > f.idle;
    c.p[i] = busyp ? "it runs, as before" : "it is idle";
    c.rule[i] = busyp ? "Ps that run stay where they are" : kUnasked;
  }
  bool spinning = f.spinning, given = f.given;
  for (;;) {
    int i = given ? 0 : c.idle;  // the list is last in, first out
    if (!given && c.idle == 0) {
      if (spinning) c.searching--;
      break;
    }
    if (!given) c.idle--;
    given = false;
    std::string search = spinning ? ", to search" : "";
    size_t first = queue.find('p');
    if (c.woken < f.asleep) {
      c.p[i] = "M, which slept, number " + show(++c.woken) + " has it" + search, c.rule[i] = kSlept;
      break;
    }
    if (first == std::string::npos) {
      c.made++, c.tmplspin += f.tmpl && spinning;
      c.p[i] =
          f.tmpl ? "the template thread has it" : "a new M has it, made by the caller" + search;
      c.rule[i] = f.tmpl ? kTemplate : kSelf;
      break;
    }
    c.p[i] = "preempted goroutine " + show(first + 1) + " has it", c.rule[i] = kPreempted;
    queue[first] = '-', c.resumed++;
    if (!spinning) break;
    c.searching--;
    if (c.searching > 0 || c.idle == 0) break;
    c.searching++;  // wakep
  }
  for (size_t i = 0; i < queue.size(); i++)
    if (queue[i] != '-') c.left += " " + show(i + 1);
  return c;
}

// startm, and what has come of it.
inline void starts(const Found& f) {
  begin(f);
  Comes c = comes(f);
  Counts before;
  rt::startm(f.given ? rt::allp[0] : nullptr, f.spinning);
  auto& handoff = rt::sched.newmHandoff;
  equal("sched.lock is held at the end", false, locked(),
        "startm gives the lock back, on every way");
  for (int i = 0; i < 4; i++) {
    std::string is = where(rt::allp[i]);
    bool search = is + ", to search" == c.p[i] || is == c.p[i] + ", to search";
    bool second = c.resumed && i > 0 && is == "it is idle";  // the one for wakep
    expect(is == c.p[i], "P " + show(i) + ": " + c.p[i], "P " + show(i) + ": " + is,
           (search && c.resumed) || second ? kSearch
           : search                        ? kTaken
                                           : c.rule[i]);
  }
  equal("sched.nmspinning", c.searching, rt::sched.nmspinning.load(relaxed),
        c.resumed ? kSearch : kTaken);
  equal("newmHandoff.spinning", c.tmplspin, handoff.spinning,
        "newm_locked is told whether the thread is to search: its promise goes on with it");
  std::string left;
  for (uint32_t i = 0; i < rt::sched.runq.size(); i++) left += " " + show(rt::sched.runq[i]->goid);
  equal("goroutines in the global queue", c.left, left,
        "a preempted goroutine that goes on is in no queue; all others stay, in their order");
  int gone = static_cast<int>(strlen(f.queue)) - static_cast<int>(c.left.size()) / 2;
  bool bytmpl = f.tmpl && c.made;
  equal("threads that the template thread is to make", bytmpl ? 1 : 0, handoff.wanted, kTemplate);
  expect(handoff.waiting == (f.tmpl && !bytmpl) && iswoken(handoff.wake) == bytmpl,
         bytmpl ? "the template thread is woken" : "the template thread is left alone",
         bytmpl ? "it is not" : "it is woken", "newm_locked wakes the template thread");
  equal("newmHandoff.others", 0, handoff.others,
        "others counts those that make a thread: it goes down again when the thread is there");
  for (rt::M& mp : preempted)
    equal("m.spinning of a preempted goroutine's M", false, mp.spinning, kSearch);
  before.moves("sched.nmidle", -c.woken).moves("sched.mcount", c.made);
  before.moves("sched.runqsize", -gone)
      .leaves("sched.nmspinning")
      .moves("sched.npidle", c.idle - f.idle);
  before.rest();
}

}  // namespace exercise
