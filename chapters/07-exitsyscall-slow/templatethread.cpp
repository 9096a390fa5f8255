// The template thread only starts other threads, so it stays as it was when the first goroutine was
// locked.
#include <fatal.hpp>
#include <lockosthread.hpp>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>
#include <utility>

namespace rt {

// Under the lock, so that nothing is put there between its last look and its sleep.
static void wake() {
  auto& handoff = sched.newmHandoff;
  if (!handoff.waiting) return;
  handoff.waiting = false;
  notewakeup(&handoff.wake);
}

// Go 1.21: runtime/proc.go, newm
void handofftotemplate(M* mp) {
  auto& handoff = sched.newmHandoff;
  handoff.lock.lock();
  if (!handoff.haveTemplateThread) fatal("on a locked thread with no template thread");
  mp->schedlink = handoff.newm;
  handoff.newm = mp;
  wake();
  handoff.lock.unlock();
}

// Go 1.21: runtime/proc.go, templateThread
static void* templatethread(void*) {
  auto& handoff = sched.newmHandoff;
  for (;;) {
    handoff.lock.lock();
    M* mp = handoff.newm;
    handoff.newm = nullptr;
    bool done = !mp && sched.done.load(memory_order_relaxed);
    if (!mp && !done) {
      handoff.waiting = true;
      noteclear(&handoff.wake);
    }
    handoff.lock.unlock();
    if (done) return nullptr;
    if (!mp) notesleep(&handoff.wake);
    while (mp) {
      M* next = mp->schedlink;  // from newm1 on mp runs, and has a use of its own for the link
      mp->schedlink = nullptr;
      newm1(mp);
      mp = next;
    }
  }
}

// Go 1.21: runtime/proc.go, startTemplateThread
void startTemplateThread() {
  auto& handoff = sched.newmHandoff;
  handoff.lock.lock();
  bool first = !std::exchange(handoff.haveTemplateThread, true);
  handoff.lock.unlock();
  if (!first) return;
  startsystemthread(-2, templatethread);  // -1 is sysmon
}

// sched.lock is held, and sched.done is set.
void stoptemplatethread_locked() {
  auto& handoff = sched.newmHandoff;
  handoff.lock.lock();
  handoff.haveTemplateThread = false;  // the next run starts with none
  wake();
  handoff.lock.unlock();
}

}  // namespace rt
