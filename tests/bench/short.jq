# The last chapter beside the newest Go, pair by pair (with --arg machine and --arg date): {machine, date, us, go, lines},
# with an object for each line of README's table and picture. `times`: how many times as good as Go, whether less is
# better or more.
def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
  else (.[length / 2 - 1] + .[length / 2]) / 2 end;

def last($pattern): map(select(test($pattern))) | sort_by([scan("[0-9]+") | tonumber]) | last;

. as $s
| ([.[].subject] | unique) as $subjects
| ($subjects | last("^chapter-[0-9]+$")) as $us
| ($subjects | last("^go-")) as $go
| def of($row; $figure; $subject): [$s[] | select(.row == $row and .figure == $figure and .subject == $subject)];
  def line($what; $row; $figure; $unit; $more):
    of($row; $figure; $us) as $ours | of($row; $figure; $go) as $theirs
    | ([$ours[] as $x | $theirs[] | select(.repetition == $x.repetition and .value != 0) | $x.value / .value] | median) as $ratio
    | select($ratio != null)
    | {what: $what, unit: $unit, ours: ($ours | map(.value) | median), go: ($theirs | map(.value) | median),
       times: (if $more then $ratio else 1 / $ratio end)};
{machine: $machine, date: $date, us: ($us | sub("-"; " ")), go: ($go // "" | sub("go-"; "Go ")), lines: [
  line("a short system call, all in all"; "W1"; "call_ns"; "ns"; false),
  line("… what Syscall adds to it"; "W1"; "overhead_ns"; "ns"; false),
  line("gosched, a switch"; "W2/gosched"; "switch_ns"; "ns"; false),
  line("an unbuffered channel, a switch"; "W2/chan"; "switch_ns"; "ns"; false),
  line("start and finish a goroutine, P = 1"; "W3/waves/P:1"; "start_ns"; "ns"; false),
  line("start and finish a goroutine, P = 2"; "W3/waves/P:2"; "start_ns"; "ns"; false),
  line("300,000 at once, the first time, each, P = 1"; "W3/burst/P:1"; "first_ns"; "ns"; false),
  line("… the second time"; "W3/burst/P:1"; "second_ns"; "ns"; false),
  line("1,000 goroutines in short calls, P = 2"; "W5/P:2"; "mcalls_per_s"; "million/s"; true),
  line("64 in blocking calls beside one that computes, P = 1"; "W4/P,N:1/64"; "calls_per_ms"; "calls/ms"; true),
  line("… and the computing that is kept, P = 1"; "W4/P,N:1/64"; "retained_percent"; "%"; true),
  line("64 in blocking calls beside two, P = 2"; "W4/P,N:2/64"; "calls_per_ms"; "calls/ms"; true),
  line("… and the computing that is kept, P = 2"; "W4/P,N:2/64"; "retained_percent"; "%"; true),
  line("tickers beside endless loops, the longest gap, P = 1"; "W10/P:1"; "stall_ms"; "ms"; false),
  line("fork and join, fib(38), P = 2"; "W6/P:2"; "total_ms"; "ms"; false),
  line("a million that wait, each"; "W7/N:1000000"; "bytes"; "bytes"; false)
]}
