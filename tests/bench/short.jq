# README's table: chapter 7 beside Go 1.21, pair by pair.
def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
  else (.[length / 2 - 1] + .[length / 2]) / 2 end;
def short: if . >= 100 then round else . * 10 | round / 10 end;

. as $s
| def of($row; $figure; $subject): [$s[] | select(.row == $row and .figure == $figure and .subject == $subject)];
  def line($what; $row; $figure; $unit):
    of($row; $figure; "chapter-7") as $ours | of($row; $figure; "go-1.21") as $go
    | ([$ours[] as $x | $go[] | select(.repetition == $x.repetition) | $x.value / .value] | median) as $ratio
    | select($ratio != null)
    | "| \($what) | \($ours | map(.value) | median | short) \($unit) | \($go | map(.value) | median | short) \($unit) | \($ratio * 100 | round / 100) |";
  "Measured on \($date): \($machine).", "",
  "| | chapter 7 | Go 1.21 | ratio |", "|---|--:|--:|--:|",
  line("a short system call, all in all"; "W1"; "call_ns"; "ns"),
  line("… what `Syscall` adds to it"; "W1"; "overhead_ns"; "ns"),
  line("`gosched`, a switch"; "W2/gosched"; "switch_ns"; "ns"),
  line("an unbuffered channel, a switch"; "W2/chan"; "switch_ns"; "ns"),
  line("start and finish a goroutine, P = 1"; "W3/waves/P:1"; "start_ns"; "ns"),
  line("start and finish a goroutine, P = 2"; "W3/waves/P:2"; "start_ns"; "ns"),
  line("1,000 goroutines in short calls, P = 2"; "W5/P:2"; "mcalls_per_s"; "million/s"),
  line("64 in blocking calls beside crunchers, P = 2"; "W4/P,N:2/64"; "calls_per_ms"; "calls/ms"),
  line("… and the crunching that is kept"; "W4/P,N:2/64"; "retained_percent"; "%"),
  line("fork and join, fib(38), P = 2"; "W6/P:2"; "total_ms"; "ms"),
  line("a million that wait, each"; "W7/N:1000000"; "bytes"; "bytes")
