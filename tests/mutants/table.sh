#!/bin/bash
# Would the tests notice? Breaks the runtime in many places, one at a time, has the tests judge each mutant
# (notice.sh), and prints a table.
#
# table.sh orders              each memory order weakened; the explorer judges
# table.sh statements [N] [SEED] [FIRST]   N one-line mistakes, picked by SEED, in chapters from FIRST on; all tests judge
# table.sh sample              ten of those (sample.txt), for make check; the last chapter's explorer must notice each
# ONLY=PATTERN: only those whose line matches. AGAIN=1: rerun those from the last run that nobody noticed and
# nothing explains. JOBS: how many to run at a time.
#
# A mutant that no test notices must be listed in orders.txt or statements.txt, with the reason no test can notice it. Of
# the statements: "equivalent: " if the program does the same, or "speed: " if only how long it takes is different. Of
# those that compile and are not equivalent the tests must notice 95 %.
set -o pipefail
cd "$(dirname "$0")/../.." || exit 2
what=$1
[ "$what" = statements ] && build=build/mutants-statements-${3:-1} || build=build/mutants-$what
reasons=tests/mutants/$what.txt
shift
case $what in
  orders) make=() ;;
  statements) make=("${1:-60}" "${2:-1}" "${3:-3}") && export TESTS=1 ;;
  sample) make=(tests/mutants/sample.txt) reasons=/dev/null ;;
  *) echo "usage: tests/mutants/table.sh orders | statements [N] [SEED] [FIRST] | sample" >&2 && exit 2 ;;
esac
# Who judges: the last chapter that has the file. If nothing notices there: `make test` runs a chapter's tests on that
# chapter, too; and an order may matter to a chapter between the two.
chapters() {  # LAST OWN
  case $what in
    orders) seq "$1" -1 "$2" ;;
    statements) printf '%s\n' "$1" "$2" | uniq ;;
    sample) echo "$1" ;;
  esac
}
if [ -z "$AGAIN" ]; then
  rm -rf "$build" && mkdir -p "$build"
  common/tools/need.sh python3 || exit
  python3 "tests/mutants/${what/sample/statements}.py" "$build" "${make[@]}" | grep -E "${ONLY:-.}" >"$build/list" || exit
fi
cut -f1,2 "$build/list" | sort -u | while read -r last own; do chapters "$last" "$own"; done | sort -nu | while read -r n; do
  make -s ${TESTS:+"tests-$n"} "sync-tests-$n" || exit
done || exit

judge() {  # LAST OWN PLACE WHAT FOLDER
  local who reason status n file=${3##*/}
  reason=$(mistake="${file%%:*} $4: " awk 'index($0, ENVIRON["mistake"]) == 1 {
    print substr($0, length(ENVIRON["mistake"]) + 1); exit }' "$reasons")
  for n in $(chapters "$1" "$2"); do
    who=$(tests/mutants/notice.sh "$n" "$2" "$5")
    status=$?
    [ $status = 1 ] || break
  done
  [ "$n" = "$1" ] || [ $status != 0 ] || who="chapter $n's $who"
  case $status in
    0) [[ $reason != equivalent:* ]] || who="**not equivalent**: $who" ;;
    1) [ -z "$reason" ] && who="**nobody**" || who="*nobody*: $reason" ;;
    2) who="does not compile: $who" ;;
  esac
  who=${who//|/\\|} change=${4//|/\\|}
  echo "| $3 | \`$change\` | $who |" >"$5/verdict"
}
while IFS=$'\t' read -r -a one; do
  if [ -n "$AGAIN" ] && ! grep -q '| \*\*nobody\*\* |$' "${one[4]}/verdict"; then continue; fi
  while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-$(nproc)}" ]; do wait -n; done
  judge "${one[@]}" &
done <"$build/list"
wait

echo "| place | mistake | who notices |"
echo "|---|---|---|"
cut -f5 "$build/list" | while read -r folder; do cat "$folder/verdict"; done | tee "$build/table"
all=$(wc -l <"$build/table") open=$(grep -cE '\| \*\*(nobody\*\* \|$|not equivalent\*\*: )' "$build/table")
# A program that dies before it has begun is no proof: of the sample the explorer has shown a schedule each time.
[ "$what" != sample ] || open=$((open + $(grep -cE ': (no end|status [0-9]+) \|$' "$build/table")))
same=$(grep -c '| \*nobody\*: ' "$build/table") broken=$(grep -c '| does not compile' "$build/table")
noticed=$((all - open - same - broken))
# A weaker order always compiles; of the random statements few do not.
if [ "$what" != statements ] || [ $((broken * 4)) -gt "$all" ]; then open=$((open + broken)); fi
summary="$all mutants: $noticed noticed ($(grep -c ': no end |$' "$build/table") by running without end),"
summary+=" $same that no test notices, for the reasons given, $broken that do not compile, $open open."
if [ "$what" = statements ]; then
  none=$(grep -c '| \*nobody\*: equivalent: ' "$build/table") real=$((all - broken - none))
  [ $real = 0 ] || summary+=" Of the $real that compile and are not equivalent $((noticed * 100 / real)) % are noticed."
  summary+=" (make mutants COUNT=${make[0]} SEED=${make[1]})"
  [ $((noticed * 100)) -ge $((real * 95)) ] || open=$((open + 1))
fi
echo "$summary" | tee "$build/summary"
echo "$((all - open)) passed, $open failed"
[ "$open" = 0 ]
