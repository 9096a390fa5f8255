// Exercise 2.2: a Gobuf made by hand, and a look at every register where it leads to; then two real
// goroutines.
#include <exercise.hpp>

#include <cstring>
#include <overflow.hpp>
#include <signals.hpp>
#include <switch.hpp>

using namespace rt;
using namespace exercise;

// --- To the place that a Gobuf names, and back ---

extern "C" {
uintptr_t arrived[8];  // rsp, rbp, rbx, r12 … r15, rdi, where gogo has led to
int arrived_how;    // 1: at buf.pc. 2: where the word at buf.sp points to. 3: back at the caller.
                    // 4: at the pc of another Gobuf, the one in buf.g
uintptr_t kept[7];  // registers of the caller
}

// Naked, since no compiler may touch the registers in between.
extern "C" [[gnu::naked, gnu::noinline]] void go(Gobuf*) {
  asm("mov %rsp, kept+0(%rip); mov %rbp, kept+8(%rip); mov %rbx, kept+16(%rip)\n"
      "mov %r12, kept+24(%rip); mov %r13, kept+32(%rip); mov %r14, kept+40(%rip)\n"
      "mov %r15, kept+48(%rip)\n"
      "mov $0x7b, %ebx; mov $0x7b, %ebp; mov $0x7c, %r12d; mov $0x7d, %r13d\n"
      "mov $0x7e, %r14d; mov $0x7f, %r15d\n"
      "sub $8, %rsp; call gogo\n"
      "movl $3, arrived_how(%rip); jmp back");
}
extern "C" [[gnu::naked]] void at_pc() { asm("movl $1, arrived_how(%rip); jmp back"); }
extern "C" [[gnu::naked]] void by_ret() { asm("movl $2, arrived_how(%rip); jmp back"); }
extern "C" [[gnu::naked]] void by_g() { asm("movl $4, arrived_how(%rip); jmp back"); }
extern "C" [[gnu::naked]] void back() {
  asm("mov %rsp, arrived+0(%rip); mov %rbp, arrived+8(%rip); mov %rbx, arrived+16(%rip)\n"
      "mov %r12, arrived+24(%rip); mov %r13, arrived+32(%rip); mov %r14, arrived+40(%rip)\n"
      "mov %r15, arrived+48(%rip); mov %rdi, arrived+56(%rip)\n"
      "mov kept+0(%rip), %rsp; mov kept+8(%rip), %rbp; mov kept+16(%rip), %rbx\n"
      "mov kept+24(%rip), %r12; mov kept+32(%rip), %r13; mov kept+40(%rip), %r14\n"
      "mov kept+48(%rip), %r15\n"
      "ret");
}

// 64 bits, none of which one may lose.
static constexpr uintptr_t wide(uintptr_t tag) {
  return 0xabcd'0000'0000'0000 + tag * 0x1'0000'0001;
}

alignas(16) static uintptr_t stack[256];
static M m0;
static G g0, g;

TEST_CASE("the registers") {
  judge("a Gobuf that lies in no G, with a different number in each field", [] {
    g0.m = g.m = &m0, m0.g0 = &g0;
    g0.sched.sp = 0x5050, g0.sched.pc = 0x5151;
    setg(&g0);
    g.sched.pc = reinterpret_cast<uintptr_t>(by_g);
    stack[200] = reinterpret_cast<uintptr_t>(by_ret);  // what the goroutine has on its stack
    stack[201] = 0x201;
    stack[199] = 0x199;  // and below it
    Gobuf buf = {reinterpret_cast<uintptr_t>(&stack[200]),
                 reinterpret_cast<uintptr_t>(at_pc),
                 &g,
                 wide(0xb2),
                 wide(0xb1),
                 wide(0xc1),
                 wide(0xc2),
                 wide(0xc3),
                 wide(0xc4)};
    crash_breaks("it goes on at buf->pc", "gogo jumps to buf->pc");
    go(&buf);
    G* current = getg();
    setg(nullptr);
    const char* how[] = {"", "at buf->pc", "where the word at buf->sp points to",
                         "gogo has returned", "at buf->g->sched.pc"};
    expect(arrived_how == 1, "it goes on at buf->pc", how[arrived_how],
           arrived_how == 4
               ? "all is read from buf: rdi is overwritten when nothing is left to read"
               : "gogo jumps to buf->pc");
    expect(
        arrived[0] == buf.sp, "rsp = " + hex(buf.sp), "rsp = " + hex(arrived[0]),
        "the goroutine goes on with rsp exactly as it was saved: nothing pushed, nothing popped");
    expect(current == &g, "the current G is buf->g",
           current == &g0                          ? "it is still g0"
           : current == reinterpret_cast<G*>(&buf) ? "it is buf itself"
                                                   : "it is another",
           "gogo makes buf->g the current G");
    const char* names[] = {"rbp", "rbx", "r12", "r13", "r14", "r15"};
    const uintptr_t want[] = {buf.bp, buf.bx, buf.r12, buf.r13, buf.r14, buf.r15};
    for (int i = 0; i < 6; i++) {
      expect(arrived[i + 1] == want[i], std::string(names[i]) + " = " + hex(want[i]),
             std::string(names[i]) + " = " + hex(arrived[i + 1]),
             arrived[i + 1] == (want[i] & 0xffff'ffff)
                 ? "registers are 64 bits wide"
                 : "System V lets six registers survive a call, and calling mcall is how the "
                   "goroutine left");
    }
    expect(
        arrived[7] == reinterpret_cast<uintptr_t>(&g), "rdi = buf->g",
        arrived[7] == reinterpret_cast<uintptr_t>(&buf) ? "rdi = buf" : "rdi = " + hex(arrived[7]),
        "a goroutine's first function is given its G: rdi is buf->g");
    expect(g0.sched.sp == 0x5050 && g0.sched.pc == 0x5151, "g0.sched is as it was",
           "sp = " + hex(g0.sched.sp) + ", pc = " + hex(g0.sched.pc),
           "gogo saves nothing: each mcall begins at g0.sched.sp, where mstart has put it");
    expect(stack[201] == 0x201 && stack[200] == reinterpret_cast<uintptr_t>(by_ret),
           "what lies on the goroutine's stack is as it was", "it has changed",
           "the goroutine's stack is the goroutine's");
    expect(stack[199] == 0x199, "below rsp, nothing has been written",
           hex(stack[199]) + " has been pushed there",
           "nothing is pushed onto the goroutine's stack: the way to buf->pc is a jmp");
  });
}

static G ping, pong;
static std::string order;

static void create(G& gp, void (*fn)(G*)) {
  gp.m = &m0;
  gp.stack = stackalloc();
  fiber_create(gp.fiber, gp.stack.lo, gp.stack.hi);
  gostartcall(&gp, fn);
}

TEST_CASE("the real thing") {
  judge("two goroutines take turns, five rounds each", [] {
    initsig();
    minit();
    static auto turns = [](G* gp) {
      for (int local = 0; local < 5; local++) {
        order += static_cast<char>((gp == &ping ? 'a' : 'A') + local);
        mcall([](G* self) { gogo(self == &ping ? &pong : &ping); });
      }
    };
    create(ping, turns);
    create(pong, turns);
    mstart(&m0, &g0, [] { gogo(&ping); });  // until one of them ends
    mstart(&m0, &g0, [] { gogo(&pong); });
    equal("what they did", std::string("aAbBcCdDeE"), order,
          "a goroutine goes on where it was, with its own locals");
    expect(!getg(), "the thread is back where it was before mstart", "it is not",
           "gogo(&g0->sched) returns from mstart");
  });
}
