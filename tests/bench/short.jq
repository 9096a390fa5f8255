# Chapter 7 beside Go 1.21, pair by pair: one object for each line of README's table and picture. `times`: how many
# times as good as Go, whether less is better or more.
def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
  else (.[length / 2 - 1] + .[length / 2]) / 2 end;

. as $s
| def of($row; $figure; $subject): [$s[] | select(.row == $row and .figure == $figure and .subject == $subject)];
  def line($what; $row; $figure; $unit; $more):
    of($row; $figure; "chapter-7") as $ours | of($row; $figure; "go-1.21") as $go
    | ([$ours[] as $x | $go[] | select(.repetition == $x.repetition and .value != 0) | $x.value / .value] | median) as $ratio
    | select($ratio != null)
    | {what: $what, unit: $unit, ours: ($ours | map(.value) | median), go: ($go | map(.value) | median),
       times: (if $more then $ratio else 1 / $ratio end)};
  line("a short system call, all in all"; "W1"; "call_ns"; "ns"; false),
  line("… what Syscall adds to it"; "W1"; "overhead_ns"; "ns"; false),
  line("gosched, a switch"; "W2/gosched"; "switch_ns"; "ns"; false),
  line("an unbuffered channel, a switch"; "W2/chan"; "switch_ns"; "ns"; false),
  line("start and finish a goroutine, P = 1"; "W3/waves/P:1"; "start_ns"; "ns"; false),
  line("start and finish a goroutine, P = 2"; "W3/waves/P:2"; "start_ns"; "ns"; false),
  line("300,000 at once, the first time, each, P = 1"; "W3/burst/P:1"; "first_ns"; "ns"; false),
  line("1,000 goroutines in short calls, P = 2"; "W5/P:2"; "mcalls_per_s"; "million/s"; true),
  line("64 in blocking calls beside a cruncher, P = 1"; "W4/P,N:1/64"; "calls_per_ms"; "calls/ms"; true),
  line("… and the crunching that is kept"; "W4/P,N:1/64"; "retained_percent"; "%"; true),
  line("64 in blocking calls beside crunchers, P = 2"; "W4/P,N:2/64"; "calls_per_ms"; "calls/ms"; true),
  line("… and the crunching that is kept"; "W4/P,N:2/64"; "retained_percent"; "%"; true),
  line("fork and join, fib(38), P = 2"; "W6/P:2"; "total_ms"; "ms"; false),
  line("a million that wait, each"; "W7/N:1000000"; "bytes"; "bytes"; false)
