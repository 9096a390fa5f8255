#!/bin/bash
# page.sh SEED…: book/appendix-mutants.md, from what table.sh has found last (build/mutants-orders, and
# build/mutants-statements-SEED for each).
seeds=$*
cd "$(dirname "$0")/../.." || exit 2
found() { cat "$1/summary"; }

# A row of table.sh's, with a link to the file instead of the line, which moves. ([]( would begin another link.)
rows() {
  echo "| where | $1 | who notices |"
  echo "|---|---|---|"
  sed -E 's~^\| ([^/]+/)([^:]+):[0-9]+ ~| [\2](../chapters/\1\2) ~; s/explored: //; s~build/mutants-[a-z0-9-]+/[0-9]+/~~; s/\[\]\(/[] (/g'
}
# "1 owner begins", "2 owner p.runqhead.load", …: each thread's steps in a row on one line, and of many the last.
schedule() {
  awk '/^ *logged: / { on = 1; next }
    on && $1 ~ /^[0-9]+$/ && NF > 2 {
      if ($2 != who) line()
      who = $2; step = $0; sub(/^ *[0-9]+ [^ ]+ /, "", step); steps[n++] = step
    }
    on && !/^ *[0-9]/ { exit }
    END { line() }
    function line(    i, from) {
      if (n == 0) return
      from = n > 9 ? n - 8 : 0
      printf "%-10s %s%s", who, from ? "… " : "", steps[from]
      for (i = from + 1; i < n; i++) printf ", %s", steps[i]
      print ""
      n = 0
    }' "$1"
}
# One for each order: of the mildest weakening of it.
schedules() {  # CHAPTER
  local place what folder before=""
  while IFS=$'\t' read -r _ _ place what folder; do
    [[ $place == "$1"* && "$place ${what%:*}" != "$before" ]] || continue
    before="$place ${what%:*}"
    grep -q '^ *logged: ' "$folder/log" || continue
    printf '\n%s, `%s`: %s\n\n```text\n%s\n```\n' "${place#*/}" "$what" \
      "$(grep -m1 -oP '^ *logged: \K.*' "$folder/log")" "$(schedule "$folder/log")"
  done <build/mutants-orders/list
}

{
  cat <<'END'
# Appendix: which orders are needed, and who notices

`WRITE=1 make mutants` generates this page: it breaks the runtime in one place at a time and runs the tests. How that
is done, and what it has shown, is explained in [How we know](appendix-proof.md#would-the-tests-notice).

## Memory orders

Each `memory_order` of the runtime from chapter 4 on (and those of chapter 3's files that run on several threads) is
replaced by each weaker one. The explorer looks for a schedule, and for old values to read, that make something go
wrong. An order that nobody misses is marked *nobody*, with the reason why it is there.

END
  found build/mutants-orders
  while read -r chapter; do
    printf '\n### Chapter %d\n\n' "$((10#${chapter%%-*}))"
    grep "^| $chapter/" build/mutants-orders/table | rows "order"
    shown=$(schedules "$chapter")
    [ -z "$shown" ] || printf '\n<details>\n<summary>The schedules</summary>\n%s\n\n</details>\n' "$shown"
  done < <(cut -f3 build/mutants-orders/list | cut -d/ -f1 | uniq)
  cat <<'END'

## Statements

Small mistakes, made by a machine and picked by a seed. All tests are run on each.
END
  for seed in $seeds; do
    echo
    found "build/mutants-statements-$seed"
    echo
    rows "mistake" <"build/mutants-statements-$seed/table"
  done
} >book/appendix-mutants.md
