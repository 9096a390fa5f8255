# The goals, judged: one line of JSON for each, {row, name, figure, goal, met, excused}. Ratios are taken pair by pair, within a
# repetition, and the median counts.
def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
  else (.[length / 2 - 1] + .[length / 2]) / 2 end;
def r3: if . == null then null else . * 1000 | round / 1000 end;

. as $s
| "go-1.21" as $go
| def of($row; $figure; $subject): [$s[] | select(.row == $row and .figure == $figure and .subject == $subject)];
  def value($row; $figure; $subject): of($row; $figure; $subject) | map(.value) | median;
  def ratio($row; $figure; $a; $b):
    [of($row; $figure; $a)[] as $x | of($row; $figure; $b)[] | select(.repetition == $x.repetition and .value != 0)
     | $x.value / .value] | median;
  # Of two builds of one source, which the machine disturbs more than they differ: what each takes undisturbed.
  def least($row; $figure; $a; $b):
    (of($row; $figure; $a) | map(.value) | min) as $x | (of($row; $figure; $b) | map(.value) | min) as $y
    | if $x and ($y // 0) != 0 then $x / $y else null end;
  def atmost($limit): . != null and . <= $limit;
  def atleast($limit): . != null and . >= $limit;
  def goal($row; $name; $goal; parts): [parts] as $p
    | {row: $row, name: $name, goal: $goal, figure: ($p | map("\(.what) \(.value | if type == "string" then . else r3 end // "not measured")") | join(", ")),
       met: ($p | all(.ok)), short: ([$p[] | select(.ok | not) | .what] | join(", ")), excused: ($p | any(.excused))};
  def part($what; $value; ok): {what: $what, value: $value, ok: ($value | ok)};
  # Shown beside it: how near to the goal the machine itself comes. If it misses it, we are excused.
  def floor($what; $value; ok):
    {what: "(\($what)", value: "\($value | r3 // "not measured"))", ok: true, excused: ($value != null and ($value | ok | not))};

  goal(1; "a short system call"; "≤ 0.70 × Go";
    part("×Go"; ratio("W1"; "call_ns"; "chapter-7"; $go); atmost(0.70)),
    floor("the bare instruction ×Go"; ratio("W1"; "call_ns"; "floor"; $go); atmost(0.70))),
  goal(2; "what Syscall adds to the stub"; "≤ 0.40 × Go";
    part("×Go"; ratio("W1"; "overhead_ns"; "chapter-7"; $go); atmost(0.40))),
  goal(3; "gosched, a switch"; "≤ 0.30 × Go";
    part("×Go"; ratio("W2/gosched"; "switch_ns"; "chapter-7"; $go); atmost(0.30))),
  goal(4; "an unbuffered channel, a switch"; "≤ 0.40 × Go, ahead of Boost.Fiber";
    part("×Go"; ratio("W2/chan"; "switch_ns"; "chapter-7"; $go); atmost(0.40)),
    part("×Boost"; ratio("W2/chan"; "switch_ns"; "chapter-7"; "boost"); atmost(1))),
  goal(5; "start and finish, waves of 1,000"; "≤ 0.40 × Go";
    (1, 2) as $p | part("P=\($p) ×Go"; ratio("W3/waves/P:\($p)"; "start_ns"; "chapter-7"; $go); atmost(0.40))),
  goal(6; "300,000 at once"; "first ≤ 1.0 × Go, second ≤ 0.3 × at P=1";
    ((1, 2) as $p | part("first P=\($p) ×Go"; ratio("W3/burst/P:\($p)"; "first_ns"; "chapter-7"; $go); atmost(1))),
    part("second P=1 ×Go"; ratio("W3/burst/P:1"; "second_ns"; "chapter-7"; $go); atmost(0.3))),
  goal(7; "blocking calls beside crunching"; "calls and crunching kept ≥ 1.3 × Go, threads ≤ pthreads'";
    ("1/64", "2/64", "1/512", "2/512") as $c | "W4/P,N:\($c)" as $row
    | part("\($c) calls ×Go"; ratio($row; "calls_per_ms"; "chapter-7"; $go); atleast(1.3)),
      part("\($c) kept ×Go"; ratio($row; "retained_percent"; "chapter-7"; $go); atleast(1.3)),
      part("\($c) threads ×pthreads"; ratio($row; "nthreads"; "chapter-7"; "pthreads"); atmost(1))),
  goal(8; "1,000 goroutines in short calls, P=2"; "≥ 1.5 × Go";
    part("×Go"; ratio("W5/P:2"; "mcalls_per_s"; "chapter-7"; $go); atleast(1.5)),
    floor("the bare instruction in two threads ×Go"; ratio("W5/P:2"; "mcalls_per_s"; "floor"; $go); atleast(1.5))),
  goal(9; "fork and join, P=1 to P=2"; "≥ 1.95 times as fast";
    part("times"; ([of("W6/P:1"; "total_ms"; "chapter-7")[] as $x | of("W6/P:2"; "total_ms"; "chapter-7")[]
      | select(.repetition == $x.repetition) | $x.value / .value] | median); atleast(1.95))),
  goal(10; "fork and join, its time"; "≤ 0.6 × Go, ≤ 1.2 × oneTBB";
    part("×Go"; ratio("W6/P:2"; "total_ms"; "chapter-7"; $go); atmost(0.6)),
    part("×TBB"; ratio("W6/P:2"; "total_ms"; "chapter-7"; "tbb"); atmost(1.2))),
  goal(11; "a million that wait, bytes each"; "≤ 4,800, and less than any C++ peer";
    part("bytes"; value("W7/N:1000000"; "bytes"; "chapter-7"); atmost(4800)),
    part("×Boost"; (value("W7/N:1000000"; "bytes"; "chapter-7") as $v | value("W7/N:100000"; "bytes"; "boost")
      | if . == null then null else $v / . end); atmost(1))),
  goal(12; "tracing, compiled in and off"; "≤ 2 %";
    (["W1", "call_ns"], ["W2/gosched", "switch_ns"], ["W2/chan", "switch_ns"], ["W3/waves/P:1", "start_ns"]) as $x
    | part("\($x[0]) ×"; least($x[0]; $x[1]; "chapter-7"; "chapter-7-without-tracing"); atmost(1.02))),
  goal(13; "growth from 1 to a million goroutines, and to 64 Ps"; "no step above 3 × between neighbours";
    ("switch/N", "start/N", "call/N", "call/P") as $what
    | [$s[] | select(.subject == "chapter-7" and (.row | startswith("W9/\($what):")))]
    | group_by(.row) | map({n: (.[0].row | split(":")[1] | tonumber), v: (map(.value) | median)}) | sort_by(.n)
    | . as $steps
    | [range(1; length) | {from: $steps[. - 1].n, to: $steps[.].n, x: ($steps[.].v / $steps[. - 1].v)}] | max_by(.x)
    | part("\($what) at most, from \(.from) to \(.to), ×"; .x; atmost(3)))
