#include <cerrno>
#include <fatal.hpp>
#include <new>
#include <sched.hpp>
#include <spin.hpp>
#include <sysmon.hpp>

namespace rt {

int newsystemthread(int32_t id, void* (*start)(void*)) {
  M* mp = new (std::nothrow) M{};
  if (!mp) return ENOMEM;
  mp->id = id;
  if (int err = newosproc(&mp->thread, start, nullptr)) {
    delete mp;
    return err;
  }
  sched.lock.lock();
  mp->alllink = sched.allm;
  sched.allm = mp;
  sched.lock.unlock();
  return 0;
}

void startsystemthread(int32_t id, void* (*start)(void*)) {
  if (int err = newsystemthread(id, start)) nothread(err);
}

}  // namespace rt
