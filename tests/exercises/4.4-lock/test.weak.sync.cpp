// Exercise 4.4, the memory orders: one thread, and what it writes beside each operation.
#include <orders.hpp>
#include <spurious.hpp>

#include <lock.hpp>

using namespace rt;
using namespace exercise;

TEST_CASE("lock acquires, unlock releases") {
  constexpr const char* kSeen = "what the last owner wrote is seen by the next one";
  judge("one thread takes the lock", [] {
    static Lock<"lock"> lock;
    sync::Orders orders;
    lock.lock();
    reads(orders, "lock", memory_order_acquire, std::string(kSeen) + ": lock acquires");
  });
  judge("one thread has the lock, and leaves it", [] {
    static Lock<"lock"> lock;
    lock.lock();
    sync::Orders orders;
    lock.unlock();
    writes(orders, "lock", memory_order_release, std::string(kSeen) + ": unlock releases");
  });
  judge("one thread has the lock, another one may sleep until it is free, and the first leaves it",
        [] {
          static Lock<"lock"> lock;
          lock.lock();
          reinterpret_cast<std::atomic<uint32_t>&>(lock).store(2);
          sync::Orders orders;
          lock.unlock();
          writes(orders, "lock", memory_order_release, std::string(kSeen) + ": unlock releases");
        });
}

TEST_CASE("a compare-and-swap that fails for no reason") {
  judge("one thread takes the lock, and leaves it, while a compare_exchange_weak fails once", [] {
    static Lock<"lock"> lock;
    int before = sync::kernelcalls;
    spurious([] { lock.lock(); });
    spurious([] { lock.unlock(); });
    equal("calls of futexsleep and futexwakeup", 0, sync::kernelcalls - before, kWeak);
  });
}
