# README's picture, of what short.jq gives (jq -r): a bar for each line, as long as the chapter is times as good as Go.
# Go is the line at 1.
def escape: gsub("&"; "&amp;") | gsub("<"; "&lt;");
def round2: . * 100 | round / 100;

. as $all | .lines
| ([.[].times] | max | [., 1] | max) as $most
| (300 / $most) as $one
| length as $n
| "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 \($n * 24 + 64)\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"13\">",
  "<title>\($all.us | sub("c"; "C")) beside \($all.go): how many times as good</title>",
  "<style>",
  "text { fill: #1f2328 } .bar { fill: #0969da } .less { fill: #bc4c00 } .go { stroke: #59636e; stroke-dasharray: 4 3 }",
  "@media (prefers-color-scheme: dark) { text { fill: #f0f6fc } .bar { fill: #4493f8 } .less { fill: #db6d28 } .go { stroke: #9198a1 } }",
  "</style>",
  (to_entries[] | (.key * 24 + 28) as $y | .value
    | "<text x=\"350\" y=\"\($y + 12)\" text-anchor=\"end\">\(.what | escape)</text>",
      "<rect class=\"\(if .times < 1 then "less" else "bar" end)\" x=\"360\" y=\"\($y)\" width=\"\(.times * $one | round2)\" height=\"16\" rx=\"2\"/>",
      "<text x=\"\(366 + .times * $one | round2)\" y=\"\($y + 12)\">\(.times | round2)</text>"),
  "<line class=\"go\" x1=\"\(360 + $one | round2)\" x2=\"\(360 + $one | round2)\" y1=\"20\" y2=\"\($n * 24 + 32)\"/>",
  "<text x=\"\(360 + $one | round2)\" y=\"14\" text-anchor=\"middle\">\($all.go)</text>",
  "<text x=\"10\" y=\"\($n * 24 + 54)\" font-size=\"11\">\("\($all.date), \($all.machine)" | escape)</text>",
  "</svg>"
