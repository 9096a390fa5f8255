# README's table (jq -s -r) of what short.jq has given on each kind of machine: a column for each.
def short: if . >= 100 then round else . * 10 | round / 10 end;
def cell: if . == null then "–" else "\(.ours | short) \(.unit), **\(.times * 100 | round / 100) ×**" end;

sort_by(.date) | reverse | . as $all
| "In bold: how many times as good as Go, pair by pair within a repetition. \($all | map("\(.machine), \(.date): \(.us) beside \(.go)") | join("; ")).",
  "",
  "| | \($all | map(.machine | split(", ")[1]) | join(" | ")) |",
  "|---|\($all | map("--:") | join("|"))|",
  ($all[0].lines[].what as $what
    | "| \($what) | \($all | map([.lines[] | select(.what == $what)][0] | cell) | join(" | ")) |")
