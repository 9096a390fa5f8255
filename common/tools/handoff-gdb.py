# gdb and goroutines: what `make debug-N` loads.
#
#   info goroutines     every goroutine: number, state, where it stands
#   goroutine ID bt     the backtrace of one, running or not
#
# A goroutine that does not run has left pc, sp and its callee-saved registers in G::sched (gobuf.hpp).
# With these six in the place of the thread's own, gdb unwinds the goroutine's stack by itself.
# In a core file no register can be set: there an unwinder of ours says that the thread's innermost function was
# called by the goroutine.
import re

import gdb
import gdb.unwinder

SCAN = 0x1000  # chapter 8: somebody holds the goroutine in its state
STATES = ["idle", "runnable", "running", "syscall", "waiting", "?", "dead"]
SAVED = {"rsp": "sp", "rip": "pc", "rbp": "bp", "rbx": "bx",
         "r12": "r12", "r13": "r13", "r14": "r14", "r15": "r15"}


def number(value):
    """The number in an integer, or in a std::atomic or rt::Atomic of one."""
    while value.type.strip_typedefs().code == gdb.TYPE_CODE_STRUCT:
        members = [f for f in value.type.strip_typedefs().fields() if hasattr(f, "bitpos")]  # no statics
        value = value[members[0]]
    return int(value)


def state_of(g):
    state = STATES[number(g["atomicstatus"]) & ~SCAN]
    fields = [f.name for base in g.type.strip_typedefs().fields() for f in base.type.fields()]
    return "preempted" if state == "runnable" and "preempted" in fields and g["preempted"] else state


def goroutines():
    """Those that are alive, by number."""
    found = {}
    try:
        gp = gdb.parse_and_eval("rt::sched.allgs")
    except gdb.error:
        raise gdb.GdbError("Chapters 1 and 2 keep no list of goroutines; there is one from chapter 3 on.")
    while int(gp):
        if state_of(gp) not in ("idle", "dead"):
            found[int(gp["goid"])] = gp.dereference()
        gp = gp["alllink"]
    return found


def runs(g):
    return state_of(g) in ("running", "syscall", "preempted")


def where(pc):
    """The function at pc; not mcall, which is inlined everywhere, but who called it."""
    line = gdb.find_pc_line(pc)
    function = gdb.block_for_pc(pc)
    while function and (not function.function or function.function.name.startswith("rt::mcall")):
        function = function.superblock
    name = function.function.name if function else "?"
    return "%s (%s:%d)" % (name, line.symtab.filename, line.line) if line.symtab else name


def thread_of(g):
    """The gdb thread that stands on g's stack, or on a signal's, which has interrupted it there."""
    before = gdb.selected_thread()
    deep = 20 if state_of(g) == "preempted" else 1
    try:
        for thread in gdb.selected_inferior().threads():
            thread.switch()
            frame = gdb.newest_frame()
            for _ in range(deep):
                if not frame:
                    break
                if int(g["stack"]["lo"]) <= int(frame.read_register("rsp")) <= int(g["stack"]["hi"]):
                    return thread
                frame = frame.older()
    finally:
        before.switch()
    return None


class FrameId:
    def __init__(self, sp, pc):
        self.sp, self.pc = sp, pc


class Goes(gdb.unwinder.Unwinder):
    """While `registers` is set, the stack goes on there behind the thread's innermost frame."""

    registers = None

    def __init__(self):
        super().__init__("handoff")

    def __call__(self, frame):
        if self.registers is None or frame.level() != 0:
            return None
        sp, pc = frame.read_register("rsp"), frame.read_register("rip")
        info = frame.create_unwind_info(FrameId(sp, pc))
        for register, value in self.registers.items():
            info.add_saved_register(register, gdb.Value(value).cast(frame.read_register(register).type))
        return info


goes = Goes()
gdb.unwinder.register_unwinder(None, goes, replace=True)


def incore(g, command):
    """The command, in a core file. A backtrace begins with frame 0, which is not the goroutine's."""
    goes.registers = {r: int(g["sched"][field]) for r, field in SAVED.items()}
    gdb.invalidate_cached_frames()
    try:
        gdb.newest_frame().older().select()
        if re.match(r"(bt|backtrace|where)\b", command):
            text = re.sub(r"\A#0 .*\n(?:[^#].*\n)*", "", gdb.execute(command, to_string=True))
            text = re.sub(r"(?m)^#(\d+)", lambda m: "#%d" % (int(m[1]) - 1), text)
            gdb.write(text)
        else:
            gdb.execute(command)
    finally:
        goes.registers = None
        gdb.invalidate_cached_frames()


class InfoGoroutines(gdb.Command):
    """List the goroutines: number, state, where they stand."""

    def __init__(self):
        super().__init__("info goroutines", gdb.COMMAND_STATUS)

    def invoke(self, argument, from_tty):
        for goid, g in sorted(goroutines().items()):
            if not int(g["stack"]["lo"]):
                place = "not begun"
            elif runs(g):
                thread = thread_of(g)
                place = "on thread %d" % thread.num if thread else "on a thread's g0"
            else:
                place = where(int(g["sched"]["pc"]))
            print("%6d  %-9s %s" % (goid, state_of(g), place))


class Goroutine(gdb.Command):
    """goroutine ID bt: the backtrace of a goroutine."""

    def __init__(self):
        super().__init__("goroutine", gdb.COMMAND_STACK)

    def invoke(self, argument, from_tty):
        words = argument.split(None, 1)
        if len(words) < 2 or not words[0].isdigit():
            raise gdb.GdbError("usage: goroutine ID COMMAND, for instance: goroutine 1 bt")
        g = goroutines().get(int(words[0]))
        if g is None:
            raise gdb.GdbError("There is no goroutine %s (see: info goroutines)." % words[0])
        before = gdb.selected_thread()
        if runs(g):
            thread = thread_of(g)
            if thread is None:
                raise gdb.GdbError("It is just changing stacks; let it run a little.")
            thread.switch()
            try:
                gdb.execute(words[1])
            finally:
                before.switch()
            return
        if not int(g["stack"]["lo"]):
            raise gdb.GdbError("It has not begun, and has no stack yet.")
        if gdb.selected_inferior().connection.type == "core":
            return incore(g, words[1])
        gdb.newest_frame().select()
        own = {r: int(gdb.parse_and_eval("(unsigned long) $" + r)) for r in SAVED}
        try:
            for register, field in SAVED.items():
                gdb.execute("set $%s = %d" % (register, int(g["sched"][field])))
            gdb.execute(words[1])
        finally:  # the thread goes on as if nothing had been
            for register, value in own.items():
                gdb.execute("set $%s = %d" % (register, value))


InfoGoroutines()
Goroutine()
print("Handoff: once the program runs (break rt::goexit0, run), there are: info goroutines, goroutine ID bt")
