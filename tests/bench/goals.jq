# The goals, judged (jq -s, with --arg us, the chapter that is judged, and --arg go, the newest Go): one line of JSON for
# each, {row, name, goal, figure, met, short}. Ratios are taken pair by pair, within a repetition, and the median counts.
# What the machine itself takes, measured in the same turns, stands beside some: whoever is within `x` of that floor has
# met the goal as well, however far away the goal is on this machine.
def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
  else (.[length / 2 - 1] + .[length / 2]) / 2 end;
def r3: if . == null then "not measured" elif . >= 100 then round else . * 1000 | round / 1000 end;

. as $s
| def of($row; $figure; $subject): [$s[] | select(.row == $row and .figure == $figure and .subject == $subject)];
  def value($row; $figure; $subject): of($row; $figure; $subject) | map(.value) | median;
  def ratio($row; $figure; $a; $b):
    [of($row; $figure; $a)[] as $x | of($row; $figure; $b)[] | select(.repetition == $x.repetition and .value != 0)
     | $x.value / .value] | median;
  def speedup($subject):
    [of("W6/P:1"; "total_ms"; $subject)[] as $a | of("W6/P:2"; "total_ms"; $subject)[]
     | select(.repetition == $a.repetition and .value != 0) | $a.value / .value] | median;

  def part($what; $value; $sign; $limit; $floor; $x; ok):
    {what: $what, ok: ($value != null and ($value | ok)),
     said: "\($what) \($value | r3) (\($sign) \($limit)\(if $floor == null then "" else ", or the floor \($floor | r3) × \($x)" end))"};
  def atmost($what; $value; $limit; $floor; $x):
    part($what; $value; "≤"; $limit; $floor; $x; . <= $limit or ($floor != null and . <= $floor * $x));
  def atleast($what; $value; $limit; $floor; $x):
    part($what; $value; "≥"; $limit; $floor; $x; . >= $limit or ($floor != null and . >= $floor * $x));
  def atmost($what; $value; $limit): atmost($what; $value; $limit; null; null);
  def atleast($what; $value; $limit): atleast($what; $value; $limit; null; null);
  def goal($row; $name; parts): [parts] as $p
    | {row: $row, name: $name, figure: ($p | map(.said) | join("; ")), met: ($p | all(.ok)),
       short: ([$p[] | select(.ok | not) | .what] | join(", "))};

  goal(1; "what Syscall adds to the stub";
    atmost("×Go"; ratio("W1"; "overhead_ns"; $us; $go); 0.20)),
  goal(2; "the whole short call";
    atmost("× the bare instruction"; ratio("W1"; "call_ns"; $us; "floor"); 1.10)),
  goal(3; "1,000 goroutines in short calls, P=2";
    atleast("× the bare instruction in two threads"; ratio("W5/P:2"; "mcalls_per_s"; $us; "floor"); 0.88)),
  goal(4; "blocking calls beside goroutines that compute and never yield";
    ("1/64", "2/64", "1/512", "2/512") as $c | "W4/P,N:\($c)" as $row
    | atleast("\($c) calls ×Go"; ratio($row; "calls_per_ms"; $us; $go); 2),
      atleast("\($c) kept ×Go"; ratio($row; "retained_percent"; $us; $go); 1.3),
      # One for each goroutine in the kernel, or stopped while it computed; plus sysmon and the template thread.
      ($c | split("/") | map(tonumber) | add + 2) as $needed
    | atmost("\($c) threads ×pthreads"; ratio($row; "nthreads"; $us; "pthreads"); 1;
        value($row; "nthreads"; "pthreads") as $theirs | if $theirs == null then null else $needed / $theirs end; 1)),
  goal(5; "gosched, a switch";
    atmost("×Go"; ratio("W2/gosched"; "switch_ns"; $us; $go); 0.30)),
  goal(6; "an unbuffered channel, a switch";
    atmost("×Go"; ratio("W2/chan"; "switch_ns"; $us; $go); 0.30),
    atmost("×Boost.Fiber"; ratio("W2/chan"; "switch_ns"; $us; "boost"); 0.40)),
  goal(7; "start and finish, waves of 1,000";
    (1, 2) as $p | atmost("P=\($p) ×Go"; ratio("W3/waves/P:\($p)"; "start_ns"; $us; $go); 0.35)),
  # The kernel has to give us new memory page by page.
  goal(8; "300,000 at once";
    (1, 2) as $p | "W3/burst/P:\($p)" as $row
    | atmost("first P=\($p) ×Go"; ratio($row; "first_ns"; $us; $go); 0.6; ratio($row; "first_ns"; "floor"; $go); 1.5),
      atmost("second P=\($p) ×Go"; ratio($row; "second_ns"; $us; $go); 0.25)),
  # Two CPUs may share one core.
  goal(9; "fork and join";
    atmost("×Go"; ratio("W6/P:2"; "total_ms"; $us; $go); 0.5),
    # A task of TBB's has no stack of its own, and costs hardly more than the computing that it does.
    atmost("×TBB"; ratio("W6/P:2"; "total_ms"; $us; "tbb"); 1; ratio("W6/P:2"; "total_ms"; "floor"; "tbb"); 1.05),
    atleast("P=2 times as fast"; speedup($us); 1.95; speedup("floor"); 0.98)),
  goal(10; "a million that wait, bytes each";
    atmost("bytes"; value("W7/N:1000000"; "bytes"; $us); 4500),
    atmost("×Boost.Fiber"; (value("W7/N:1000000"; "bytes"; $us) as $v | value("W7/N:100000"; "bytes"; "boost")
      | if . == null then null else $v / . end); 1)),
  # None by construction: the record is a layer that make trace-N adds. Is it really not there?
  goal(11; "tracing that is off";
    atmost("files of the runtime that would write a record"; value("record"; "files_count"; $us); 0)),
  goal(12; "growth from 1 to a million goroutines, and to 64 Ps, from one step to the next";
    ("switch/N", "start/N", "call/N", "call/P") as $what
    | [$s[] | select(.subject == $us and (.row | startswith("W9/\($what):")))]
    | group_by(.row) | map({n: (.[0].row | split(":")[1] | tonumber), v: (map(.value) | median)}) | sort_by(.n)
    # The more stacks there are, the smaller the share that a cache holds. (The floor has its stacks alone; ours needs
    # a G for each, too.)
    | . as $steps
    | [range(1; length) | $steps[. - 1] as $a | $steps[.] as $b
      | (value("W9/\($what):\($a.n)"; "each_ns"; "floor")) as $from | value("W9/\($what):\($b.n)"; "each_ns"; "floor") as $to
      | {from: $a.n, to: $b.n, x: ($b.v / $a.v), floor: (if $from == null or $to == null then null else $to / $from end)}]
    | max_by(.x / ([2.5, 1.1 * (.floor // 0)] | max))
    | atmost("\($what) from \(.from) to \(.to) ×"; .x; 2.5; .floor; 1.1)),
  goal(13; "count, 100,000 small files in memory, P=2";
    atmost("×find | xargs cat | wc"; ratio("W11"; "total_ms"; $us; "xargs"); 1),
    atmost("×Go"; ratio("W11"; "total_ms"; $us; $go); 1)),
  goal(14; "tickers beside goroutines that compute and never yield, ms without a tick";
    (1, 2, 4) as $p | "W10/P:\($p)" as $row
    | atmost("P=\($p)"; value($row; "stall_ms"; $us); 25; value($row; "stall_ms"; "floor"); 1.5))
