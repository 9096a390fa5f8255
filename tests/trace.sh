#!/bin/bash
# The record that `make trace-N` leaves behind, in chapter 3 (the first to have one) and in the last chapter.
cd "$(dirname "$0")/.." || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES WERROR SANITIZE DEBUG LEVEL OPTIMIZE WARNINGS  # of the make that called us
unset TRACE TRACE_EVENTS TRACE_WINDOW EVENTS
last=$(find chapters -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort | tail -1)
last=$((10#${last%%-*}))

check() {  # NAME COMMAND…: passes if COMMAND succeeds
  local name=$1
  shift
  if "$@" >/dev/null 2>&1; then echo "PASS trace: $name"
  else printf 'FAIL trace: %s\n  not so: %s\n' "$name" "$(cut -c1-2000 <<<"$*")"; fi
}
has() { grep -qE -- "$1" <<<"$2"; }  # PATTERN TEXT

for n in 3 "$last"; do
  out=$(timeout 300 make -s trace-"$n" ARGS="--block-ms 50" 2>&1)
  check "chapter $n: it draws a timeline" has '^ *sysmon|^ *M0' "$out"
  check "… says how much it has written, and where" has "^[0-9]+ events, in build/trace/chapter-$n.json" "$out"
  json=build/trace/chapter-$n.json
  if command -v jq >/dev/null; then check "… which is JSON" jq -e '.traceEvents | length > 100' "$json"
  else check "… which is JSON" has '^\{"displayTimeUnit":"ns","traceEvents":\[.*' "$(head -1 "$json")"; fi
  # What the book's player needs: whose record it is, which P an event was on, why a goroutine waits, and the code.
  for part in "\"chapter\":$n,\"roles\":\"main, ticker 1, ticker 2, reader …\"" '"p":0,"arg":' '"why":"semacquire"' \
    '"function":"execute","file":"execute.hpp"'; do
    check "… with $part" grep -qF "$part" "$json"
  done
done
check "in the last chapter a P is taken" grep -qF '"name":"retake P' "$json"
check "… and another thread takes over" grep -qF '"name":"takes over"' "$json"

program=$(make -s variant)/chapter-3
out=$(TRACE_EVENTS=10 TRACE=/dev/null timeout 60 "$program/traced/program" --block-ms 50)
check "what there is no room for is dropped, and counted" \
  has '^[1-9][0-9]* events, [1-9][0-9]* more dropped \(TRACE_EVENTS=N keeps more\), in /dev/null' "$out"
out=$(TRACE=/dev/null timeout 60 "$program/program" 2>&1)
check "a program without a record refuses to write one" test $? = 2
check "… and says which one has it" test "$out" = \
  "TRACE=/dev/null: this program keeps no record. make trace-3 builds one that does. (Or unset TRACE.)"
