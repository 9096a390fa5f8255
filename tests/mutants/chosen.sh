#!/bin/bash
# Would the explorer notice? Each mutant below is a mistake in one place, of a kind that people make and that
# no stress test finds quickly. That chapter's explorer tests must fail on it.
#
# chosen.sh: all of them. chosen.sh 8 9: only those of chapters 8 and 9.
# A mutant: chapter, file, what sed does to it, what is wrong with that.
self=$(realpath "$0") only=" $* "
wanted() { [ "$only" = "  " ] || [[ $only == *" $1 "* ]]; }
cd "$(dirname "$0")/../.." || exit 2
build=build/mutants count=0
rm -rf $build
for n in $(sed -nE 's/^mutant ([0-9]+) .*/\1/p' "$self" | sort -u); do
  if wanted "$n"; then make -s "sync-tests-$n" || exit; fi
done

# As many mutants at a time as there are CPUs.
mutant() {
  wanted "$1" || return
  while [ "$(jobs -rp | wc -l)" -ge "$(nproc)" ]; do wait -n; done
  count=$((count + 1))
  judge $count "$@" &
}
judge() {
  local folder=$build/$1 chapter=$2 file=$3 script=$4 why=$5
  local source who
  source=$(find chapters/*/ -maxdepth 1 -name "$file" | sort | awk -v last="$chapter" -F'[/-]' '$2 + 0 <= last' | tail -1)
  mkdir -p "$folder"
  sed -E "$script" "$source" > "$folder/$file"
  if cmp -s "$source" "$folder/$file"; then
    echo "FAIL  $file: the mutant is no change: $why"
  elif ! who=$(LIMIT=100 tests/mutants/notice.sh "$chapter" "$chapter" "$folder"); then
    echo "FAIL  $file: ${who:-nobody noticed}: $why"
  elif ! grep -q '^ *logged: ' "$folder/log"; then
    echo "FAIL  $file: it ended without a schedule that shows it (no end, or a crash): $why"
  else
    echo "PASS  $file: $why: ${who#*: }"
  fi >"$folder/verdict"
}

mutant 4 findrunnable.cpp 's/if \(!anywork\(\)\) return false;.*/return false;/' \
  "no second look after the P is idle"
mutant 4 findrunnable.cpp '/if \(!anywork\(\)\) return false/d; s/^  pidleput\(releasep\(\)\);/  if (!anywork()) {\n    pidleput(releasep());\n    sched.lock.unlock();\n    if (mp->spinning) {\n      mp->spinning = false;\n      sched.nmspinning.fetch_sub(1, memory_order_seq_cst);\n    }\n    return false;\n  }\n  pidleput(releasep());/' \
  "the second look before the P is idle, and not after"
mutant 4 runqput.hpp '/^    while \($/,/^    \}$/c\    pp->runnext.store(gp, memory_order_release);' \
  "a plain store into runnext: it may still be in the store buffer when wakep looks"
mutant 4 globrunq.cpp '/^  addsize\(-n\);/d; s/^  G\* gp = sched.runq.pop\(\);/  addsize(-n);\n&/' \
  "those that move from the global queue into a ring are in neither for a moment"
mutant 4 waitgroup.cpp 's/if \(now != 0 \|\| waiting\(old\) == 0\) return;/if (now != 0) return;/' \
  "a Done that nobody waits for touches a WaitGroup that may be gone"
mutant 4 waitgroup.cpp 's/if \(n == 0\) now = 0;/if (n == 0) now = waiting(old);/' \
  "the next Done that brings the counter to zero wakes those once more who have been woken"
mutant 4 waitgroup.cpp 's/old, now, memory_order_acq_rel/old, now, memory_order_release/' \
  "the last Done does not pass on what the others have done"
mutant 6 exitsyscallfast_oldp.cpp 's/if \(!oldp->status.compare_exchange_strong.*/if (oldp->status.load(memory_order_acquire) != status) return false; oldp->status.store(Pidle, memory_order_release);/; /^ +memory_order_relaxed\)\)$/d; /^    return false;$/d' \
  "exitsyscallfast looks and stores instead of comparing and swapping"
mutant 7 retake.cpp 's/if \(pp->status.compare_exchange_strong\(status, Pidle, memory_order_acquire,/if ((pp->status.store(Pidle, memory_order_release), true)) {/; /^ +memory_order_relaxed\)\) \{$/d' \
  "retake stores instead of comparing and swapping"
mutant 7 entersyscall.cpp '/^  pp->status.store\(Psyscall/d; s/^  mp->syscalltick = .*/  pp->status.store(Psyscall, memory_order_release);\n&/' \
  "others may take the P before it is cut off"
mutant 7 exitsyscall0.cpp '/^  casgstatus\(gp, Gsyscall/d; s/^  stopm\(\);.*/  casgstatus(gp, Gsyscall, Grunnable);\n&/' \
  "the goroutine is queued before it is runnable"
mutant 7 exitsyscall0.cpp 's/P\* pp = pidleget\(\);.*/P* pp = nullptr;/' \
  "no second look for an idle P under the lock"
mutant 7 handoffp.cpp '/if \(anywork\(\)\) wakep\(\);/d' \
  "handoffp does not look again after the P is idle"
mutant 7 exitsyscall0.cpp 's/if \(locked\)/if (false)/' \
  "a locked goroutine's thread goes to sleep with the others"

mutant 8 syscallingthread.cpp '/^  if \(mp->p != pp\) \{/,/^  \}/d' \
  "a taker does not look again whether the goroutine that it holds is in a call with that P"
mutant 8 gscan.cpp '/^  for \(;;\) \{/,/^  \}/c\  gp->atomicstatus.store(Grunning, memory_order_release);' \
  "a goroutine comes back while somebody holds it"
mutant 8 retake.cpp '/^    thread->takeP\(\);/d; s/^    thread->resume\(\);/&\n    thread->takeP();/' \
  "retake lets the goroutine go, and takes the P then"
mutant 8 exitsyscallTryGetP.cpp '/^      thread->takeP\(\);/d; s/^      thread->resume\(\);/&\n      thread->takeP();/' \
  "a thread that comes back lets the other goroutine go, and takes the P then"
mutant 8 exitsyscall.cpp '/^  P\* pp = mp->p;/d; s/^  casfromGsyscall\(gp\);.*/  P* pp = mp->p;\n&/' \
  "m.p is read before nobody can take the P any more"
mutant 8 entersyscallblock.cpp '/^  casgstatus/d; s/^  handoffp.*/  casgstatus(gp, Grunning, Gsyscall);\n&/' \
  "the state says that the P may be taken while it is being handed off"
mutant 8 exitsyscallNoP.cpp 's/P\* pp = pidleget\(\);.*/P* pp = nullptr;/' \
  "no second look for an idle P under the lock"

mutant 9 retake.cpp '/taking.fence\(\);/d' \
  "sysmon takes a P without the fence for the other side"
mutant 9 exitsyscallTryGetP.cpp '/^  taking.fence\(\);/d' \
  "a thread that comes back takes a P without the fence for the other side"
mutant 9 retake.cpp '/taking.fence\(\);/d; s/^    Taking taking;/&\n    heavyfence();/; s/^namespace rt/#include <membarrier.hpp>\n&/' \
  "the fence comes before the goroutine has been told"
mutant 9 entersyscall.hpp 's/^  gp->back.store\(.*\/\/ \[1\]/  uint32_t wanted = gp->wanted.load(memory_order_relaxed);\n&/; s/if \(gp->wanted.load\(memory_order_relaxed\) != gp->seen\)/if (wanted != gp->seen)/' \
  "the look comes before the store: I am back"
mutant 9 entersyscall.hpp '/^  lightfence\(\);/d' \
  "the compiler may put the look before the store"
mutant 9 take.cpp 's/^  if \(gp->back.load.* >= pp->wantcall\)/  if (gp->back.load(memory_order_relaxed) >= gp->call.load(memory_order_relaxed))/' \
  "a taker asks whether there is a call, not whether it is still the same"
mutant 9 entersyscall.hpp '/^  gp->seen = /d; s/^  gp->call.store\(.*\/\/ \[6\]/&\n  gp->seen = gp->wanted.load(memory_order_relaxed);/' \
  "how often it was wanted is noted when it may be wanted already"
mutant 9 take.cpp '/\/\/ \[4\]$/d' \
  "a P is taken twice out of one call"
mutant 9 exitsyscall.cpp '/sched.taking.(un)?lock\(\)/d' \
  "a goroutine that is wanted does not wait until it is known who was first"
mutant 9 entersyscall.cpp '/^  gp->callp.store\(nullptr/d' \
  "the P of the call before may be taken out of a call that has given its own away"
mutant 9 exitsyscall.cpp '/\/\/ \[1\]$/d' \
  "a goroutine that has promised a fence of its own has none"
mutant 9 take.cpp '/^  gp->callp.store/d; s/^  pp->status.store/  gp->callp.store(nullptr, memory_order_release);\n&/' \
  "the goroutine may go on before it has been cut off from its P"
mutant 9 take.cpp 's/^  if \(!gp->ownfence.*/  heavy = false;/' \
  "a taker relies on a fence that was not promised"
mutant 9 retake.cpp '/incidlelocked\(-?some\);/d' \
  "nobody counts as awake while a P is nobody's"

mutant 10 entersyscall.hpp '/^  casgstatus\(gp, Grunning, Gsyscall\)/d; s/^  gp->callp.store\(pp.*/&\n  casgstatus(gp, Grunning, Gsyscall);/' \
  "a signal may come when the P has been read, and before the state says that there is a call"
mutant 10 lock.hpp '/^    acquirem\(\);/d; /^    releasem\(\);/d' \
  "the owner of a lock of the runtime's is preempted"
mutant 10 goready.cpp '/Unpreempted p;/d' \
  "a goroutine is preempted while it puts another into its P's ring"
mutant 10 newproc.cpp '/Unpreempted p;/d' \
  "… while it starts another"
mutant 10 exitsyscall.cpp '/^  acquirem\(\);/d; s/return releasem\(\);/return;/; /^  releasem\(\);/d' \
  "… in the middle of acquirep, on the way back from the kernel"
mutant 10 entersyscall.cpp '/Unpreempted p;/d' \
  "… while it hands its P off itself"
mutant 10 safepoint.cpp '/\/\/ \[2\]$/d' \
  "… in a system call"
mutant 10 gopreempt.cpp 's/if \(isAsyncSafePoint\(gp, sp\) && wantAsyncPreempt\(gp\)\)/if (gp \&\& gp->goid \&\& wantAsyncPreempt(gp) \&\& isAsyncSafePoint(gp, sp))/' \
  "the handler follows m.p before it knows that there is no call"
mutant 10 gopreempt.cpp '/^  gp->preempted = true;/d; s/^  globrunqput\(gp\);.*/&\n  sched.lock.unlock();\n  gp->preempted = true;/; /^  globrunqput/,/^  sched.preemptions/{/^  sched.lock.unlock\(\);$/d}' \
  "it is in the queue before it says that it has a thread of its own"
mutant 10 gopreempt.cpp 's/ \|\| sched.newmHandoff.ps\)/)/' \
  "it gives its P away though a P waits for a thread, and the thread perhaps for it"
mutant 10 gopreempt.cpp 's/if \(idle \|\| /if (/' \
  "it is queued though a P is idle, and nobody is woken for it"
mutant 10 globrunq.cpp '/newmHandoff.spares\+\+/d' \
  "a P that needs a thread does not see the one that hands its P to a preempted goroutine"
mutant 10 newm1.cpp 's/  P\* pp = waitingp_locked\(self\);/&\n  sched.lock.unlock(), sched.lock.lock();/' \
  "… nor the spare that has just begun to run"
mutant 10 globrunq.cpp 's/ && !ispreempted\(sched.runq.head\(\)\)//' \
  "a preempted goroutine goes into a P's ring, where nobody finds it who has no thread"
mutant 10 startm.cpp 's/else if \(G\* gp = globrunqgetpreempted\(\)\)/else if (G* gp = nullptr)/' \
  "a P waits for a thread, and the thread for a preempted goroutine, which waits for the P"
mutant 10 startm.cpp 's/else if \(sched.newmHandoff.haveTemplateThread\)/else if (false)/' \
  "whoever has a P makes the thread, and waits for a lock that a preempted goroutine holds"
mutant 10 schedule.cpp 's/if \(gp->preempted\) \[\[unlikely\]\]/if (false)/' \
  "a preempted goroutine is run by another thread"

wait
for ((n = 1; n <= count; n++)); do cat $build/$n/verdict; done
failed=$(cat $build/*/verdict | grep -c ^FAIL)
echo "$((count - failed)) passed, $failed failed"
[ "$failed" = 0 ]
