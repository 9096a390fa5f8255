// Run queues: each P has its own, and there is a global one for what does not fit.
#pragma once
#include <p.hpp>
#include <sched.hpp>

namespace rt {

// gp has become runnable.
void runsoon(G* gp);   // newproc, goready: next on this P, and wake a P to help
void runlater(G* gp);  // gosched: behind all others

// --- a P's own queue: runqput.hpp, runqget.hpp; only the owner may call these ---

// Go 1.21: runtime/proc.go, runqput. next: it runs first, and what was next before goes into the
// ring.
void runqput(P* pp, G* gp, bool next);
// Go 1.21: runtime/proc.go, runqputslow. Moves half of a full ring and gp to the global queue;
// false if the ring is no longer full.
bool runqputslow(P* pp, G* gp, uint32_t head, uint32_t tail);
// Go 1.21: runtime/proc.go, runqget. *inherit: gp runs on the time slice of the goroutine before
// it.
G* runqget(P* pp, bool* inherit);

// --- called by other threads too ---

// Go 1.21: runtime/proc.go, runqempty
bool runqempty(P* pp);
// Is there a goroutine in any queue at all?
bool anywork();
// Takes half of victim's queue for pp, and returns one of them to run now. stealnext: runnext
// too.
// Go 1.21: runtime/proc.go, runqsteal
G* runqsteal(P* pp, P* victim, bool stealnext);

// --- the global queue: globrunq.cpp ---

// Is it the global queue's turn on pp, before pp's own? Counts one more goroutine that pp's owner
// is about to run. (findnext counts those that it finds itself.)
constexpr uint32_t kMostTurns = 61;
bool globrunqturn(P* pp);

// For these three the caller holds sched.lock.

void globrunqput(G* gp);
void globrunqputbatch(GQueue* batch, int32_t n);
// pp's fair share of the queue, at most `most` of them (0: no limit): one to run now, the others
// into pp's own queue.
// Go 1.21: runtime/proc.go, globrunqget
G* globrunqget(P* pp, int32_t most);

}  // namespace rt

// Inline, because every switch goes through them.
#include <runlater.hpp>
#include <runqget.hpp>
#include <runqput.hpp>
