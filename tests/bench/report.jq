# Tables from tests/bench/run.sh's samples (jq -s -r -f report.jq, with --arg machine and --arg date).

def median: sort | if length == 0 then null elif length % 2 == 1 then .[length / 2 | floor]
  else (.[length / 2 - 1] + .[length / 2]) / 2 end;
def short: if . == null then "–" elif . >= 1e5 then "\(. / 1000 | round)k" elif . >= 100 then "\(round)"
  elif . >= 10 then "\(. * 10 | round / 10)" else "\(. * 100 | round / 100)" end;
def unit: ltrimstr("call_") | {ns: "ns", us: "µs"}[.] // .;

def order: ["chapter-", "go-", "boost", "tbb", "pthreads", "floor"] as $kinds
  | [.[] | . as $s | {s: ., k: ([$kinds | to_entries[] | select(.value as $v | $s | startswith($v)) | .key][0] // 99)}]
  | sort_by([.k, (.s | [scan("[0-9]+") | tonumber])]) | map(.s);

def cell($samples; $row; $figure; $subject; $base):
  [$samples[] | select(.row == $row and .figure == $figure and .subject == $subject)] as $mine
  | if ($mine | length) == 0 then "–" else
      ($mine | map(.value)) as $v
      | [$mine[] as $m | $samples[] | select(.row == $row and .figure == $figure and .subject == $base
          and .repetition == $m.repetition and .value != 0) | $m.value / .value] as $ratios
      | "\($v | median | short) [\($v | min | short)–\($v | max | short)]"
        + (if $subject == $base or ($ratios | length) == 0 then "" else " **\($ratios | median | . * 100 | round / 100)×**" end)
    end;

def table($samples; $subjects; $base):
  (["workload", "figure"] + $subjects), (["---", "---"] + ($subjects | map("--:"))),
  ([$samples[] | {row, figure}] | unique | sort_by(.row, .figure)[] | . as $r
    | [.row, (.figure | sub("_(?<u>ns|us|ms|percent|per_ms|per_s)$"; " (\(.u))") | gsub("_"; " "))]
      + [$subjects[] | cell($samples; $r.row; $r.figure; .; $base)])
  | "| " + join(" | ") + " |";

. as $samples
| [$samples[].subject] | unique | order
| . as $all
| [.[] | select(startswith("chapter-") and (contains("without") | not))] as $chapters
| ($chapters | last) as $last
| [.[] | select(startswith("chapter-") | not)] as $others
| "(\($date): \($machine))" as $where
| "Measured on \($date): \($machine). A cell is the median of \([$samples[].repetition] | max) repetitions, in which all subjects took turns, then [least–most]; W5, W7, W8 and W10 ran once.",
  "",
  (if ($chapters | length) > 1 then
    "**Chapter beside chapter** \($where): in bold, against \($chapters | last).", "", table([$samples[] | select(.subject | IN($chapters[]))]; $chapters; $last), ""
  else empty end),
  (if ($others | length) > 0 then
    "**\($last) beside others** \($where): in bold, against \(([$all[] | select(startswith("go-"))] | last) // $last).", "",
    table([$samples[] | select(.subject | IN(($others + [$last])[]))]; [$last] + $others; ([$all[] | select(startswith("go-"))] | last) // $last)
  else empty end)
