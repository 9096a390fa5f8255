#!/bin/bash
# grade.sh: judges the answers in SUBMISSION (this repository, unless told), and writes build/grade/results.json
# (Gradescope) and build/grade/junit.xml. An exercise is worth as many points as it has stars.
#
# Of the submission only the files that a starter has are taken: SUBMISSION/chapters/*/exercises/5.2-*/retake.cpp,
# or SUBMISSION/5.2-*/retake.cpp. Everything else, above all the tests, is this repository's.
cd "$(dirname "$0")/../.." || exit 2
submission=${SUBMISSION:-.}
[ -d "$submission" ] || { echo "SUBMISSION=$submission: there is no such folder." >&2; exit 2; }
submission=$(cd "$submission" && pwd)
common/tools/need.sh jq || exit 1
out=build/grade
rm -rf "$out" && mkdir -p "$out/answers"

gather() {  # the answers to one exercise; where there is none, the starter
  local name=$1 file found
  mkdir -p "$out/answers/$name"
  for file in tests/exercises/"$name"/starter/*; do
    cp "$file" "$out/answers/$name/"
    for found in "$submission"/chapters/*/exercises/"$name/${file##*/}" "$submission/$name/${file##*/}"; do
      if [ -f "$found" ] && [ ! -L "$found" ]; then cat "$found" >"$out/answers/$name/${file##*/}" && break; fi
    done
  done
}

right=0 total=0
for name in $(printf '%s\n' tests/exercises/*/ | xargs -n1 basename | sort -V); do
  number=${name%%-*} total=$((total + 1))
  title=$(sed -n '1s/^[^E]*Exercise //p;1q' tests/exercises/"$name"/starter/*)
  stars=$(grep -o '★' <<<"$title" | wc -l)
  gather "$name"
  status=failed score=0
  if diff -rq "tests/exercises/$name/starter" "$out/answers/$name" >/dev/null; then
    report="not begun"
  elif report=$(HONEST=1 tests/exercises/judge.sh "$number" "$out/answers/$name" 2>&1); then
    status=passed score=$stars right=$((right + 1)) report="right"
  fi
  printf '%-7s %s\n' "$status" "$title"
  jq -n --arg name "$title" --arg id "$name" --arg status $status --argjson score "$score" --argjson most "$stars" \
    --arg output "$report" '{name: $name, number: $id, score: $score, max_score: $most, status: $status, output: $output}' \
    >>"$out/tests.json"
done

jq -s '{tests: ., output: "\([.[] | select(.status == "passed")] | length) of \(length) exercises are right"}' \
  "$out/tests.json" >"$out/results.json"
# In XML only what a browser would show: @html escapes the rest, and control characters may not stand there at all.
jq -rs '"<testsuite name=\"exercises\" tests=\"\(length)\" failures=\"\([.[] | select(.status == "failed")] | length)\">",
  (.[] | "  <testcase classname=\"\(.number | @html)\" name=\"\(.name | @html)\">" +
    (if .status == "failed" then "<failure message=\"not right\">\(.output | gsub("[\\x00-\\x08\\x0b-\\x1f]"; "?") | @html)</failure>"
     else "" end) + "</testcase>"),
  "</testsuite>"' "$out/tests.json" >"$out/junit.xml"
rm "$out/tests.json"
echo "$right of $total right: $out/results.json, $out/junit.xml"
