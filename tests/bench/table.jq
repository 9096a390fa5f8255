# README's table, of what short.jq gives (jq -s -r, with --arg machine and --arg date).
def short: if . >= 100 then round else . * 10 | round / 10 end;

"Measured on \($date): \($machine). The last column: how many times as good as Go, pair by pair within a repetition.", "",
"| | chapter 7 | Go 1.21 | times |", "|---|--:|--:|--:|",
(.[] | "| \(.what) | \(.ours | short) \(.unit) | \(.go | short) \(.unit) | \(.times * 100 | round / 100) |")
