#!/bin/bash
# mutants.sh N.K [SEED]: do the tests of exercise N.K notice? Makes small mechanical mistakes in its
# solution (mutants.py; at most MOST=40, chosen by SEED; MOST=orders: each memory order weakened), and
# judges each. A line for each: verdict, place, what became of what. Look at the accepted ones: the
# same in other words, only dearer, an order stronger than needed, or a hole? A hole is mended by its
# kind, and the mutant becomes a wrong answer of the exercise.
cd "$(dirname "$0")/../.." || exit 2
number=$1 tests=$(echo tests/exercises/"$1"-*) folder=build/mutants.$$
[ -d "$tests/solution" ] || { echo "mutants.sh: there is no exercise $number" >&2; exit 2; }
trap 'rm -rf "$folder" "$(make -s variant)/exercise/$folder"' EXIT
declare -A found
verdicts=(accepted rejected "" "does not compile")
while IFS=$'\t' read -r mutant what; do
  timeout 60 tests/exercises/judge.sh "$number" "$mutant" >/dev/null 2>&1 </dev/null
  verdict=${verdicts[$?]:-rejected}
  found[$verdict]=$((found[$verdict] + 1))
  printf '%-17s %s\n' "$verdict" "$what"
done < <(python3 tests/exercises/mutants.py "$tests" "$folder" "${MOST:-40}" "${2:-1}")
echo "$number: ${found[rejected]:-0} rejected, ${found[accepted]:-0} accepted," \
  "${found["does not compile"]:-0} do not compile"
