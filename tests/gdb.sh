#!/bin/bash
# `info goroutines` and `goroutine ID bt`, in gdb's batch mode.
cd "$(dirname "$0")/.." || exit 2
if ! command -v gdb >/dev/null; then
  echo "gdb: skipped (there is no gdb)"
  exit 0
fi
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES WERROR SANITIZE LEVEL OPTIMIZE WARNINGS  # of the make that called us
make -s DEBUG=1 build-7 >/dev/null || exit 1
program=$(make -s DEBUG=1 variant)/chapter-7/program
log=$(mktemp)
trap 'rm -f "$log"' EXIT

# Stops where a goroutine finishes first: main waits for all others then. Then where one is about to run, and where
# sysmon has taken a P from one that is blocked.
setarch -R true 2>/dev/null && norandom=(setarch -R)
timeout 60 "${norandom[@]}" gdb -q -batch -x common/tools/handoff-gdb.py \
  -ex 'set debuginfod enabled off' -ex 'set breakpoint pending on' -ex 'break rt::goexit0' -ex run \
  -ex 'info goroutines' -ex 'goroutine 1 bt' -ex 'echo again\n' -ex 'bt 1' -ex 'goroutine 999 bt' -ex 'goroutine x' \
  -ex delete -ex 'break rt::execute' -ex continue -ex 'info goroutines' \
  -ex delete -ex 'break rt::handoffp' -ex continue -ex 'info goroutines' \
  --args "$program" --block-ms 20 >"$log" 2>&1

check() {  # NAME PATTERN
  if grep -qE "$2" "$log"; then echo "PASS gdb: $1"
  else
    echo "FAIL gdb: $1 (expected: $2)"
    bad=1
  fi
}
check "info goroutines lists the first one, which waits" '^ +1  waiting +rt::gopark'
check "… one that runs" '^ +[0-9]+  running'
check "… one that is about to" '^ +[0-9]+  runnable'
check "… and one in a system call" '^ +[0-9]+  syscall'
check "its backtrace shows where it waits" '^#[0-9]+ .*rt::WaitGroup::Wait|^#[0-9]+ .*gopark'
check "and ends where the goroutine began" '^#[0-9]+ .*(rt_goexit|gomain)'
check "the thread is left as it was" '^#0 .*goexit0'
check "a goroutine that does not exist" 'There is no goroutine 999'
check "a wrong word gets a usage line" '^usage: goroutine ID COMMAND|usage: goroutine ID'

# In chapter 8 somebody may hold a goroutine in its system call, by a bit of its state.
make -s DEBUG=1 build-8 >/dev/null || exit 1
timeout 60 "${norandom[@]}" gdb -q -batch -x common/tools/handoff-gdb.py -ex 'set debuginfod enabled off' \
  -ex 'set breakpoint pending on' -ex 'break rt::syscallingThread::takeP' -ex run -ex 'print gp->atomicstatus' \
  -ex 'info goroutines' --args "${program/chapter-7/chapter-8}" --block-ms 20 >"$log" 2>&1
check "a goroutine that is held is in a system call" '^ +[0-9]+  syscall +on'
check "… and it was held" '= \{.*4099|= 4099'  # 0x1000 + 3

# The same in a core file, where the system writes one into the current folder.
folder=$(mktemp -d)
(ulimit -c unlimited && cd "$folder" && timeout -s ABRT 1 "$OLDPWD/$program" --block-ms 5000 >/dev/null) 2>/dev/null
core=$(find "$folder" -name 'core*' | head -1)
if [ -n "$core" ]; then
  timeout 60 gdb -q -batch -ex 'set debuginfod enabled off' -x common/tools/handoff-gdb.py \
    -ex 'info goroutines' -ex 'goroutine 1 bt' "$program" "$core" >"$log" 2>&1
  check "a core file: the first goroutine waits" '^ +1  waiting +rt::gopark'
  check "a core file: its backtrace ends where it began" '^#[0-9]+ .*(rt_goexit|gomain)'
else echo "gdb: no core file here"
fi
rm -rf "$folder"
[ -z "$bad" ] || cat "$log"
