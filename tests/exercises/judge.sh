#!/bin/bash
# judge.sh N.K FOLDER: builds the answers in FOLDER under the tests of exercise N.K, and runs them. Prints the
# report. Status 0: right. 1: not right. 2: there is no such exercise. 3: does not compile.
cd "$(dirname "$0")/../.." || exit 2
number=$1 folder=${2%/}
log=$(mktemp)
trap 'rm -f "$log"' EXIT

if ! make -s --no-print-directory "answer-$number" ANSWER="$folder" >"$log" 2>&1; then
  echo "  your answer does not compile. The first that the compiler has to say:"
  grep -v '^make' "$log" | head -30
  exit 3
fi
variant=$(make -s --no-print-directory variant)
norandom=()
if [ -n "$SANITIZE" ] && setarch -R true 2>/dev/null; then norandom=(setarch -R); fi
# The report is what counts; doctest itself keeps quiet, and stops at the first failure. A right answer is
# right REPEAT times in a row.
limit=$((9 * ${SLOW:-1}))
for _ in $(seq "${REPEAT:-1}"); do
  timeout -k 1 $limit "${norandom[@]}" "$variant/exercise/$folder/test" \
    --quiet --abort-after=1 --order-by=none >"$log" 2>&1 </dev/null
  status=$?
  [ $status = 0 ] || break
done
head -c 20000 "$log"
case $status in
  0) exit 0 ;;
  124 | 137) echo "  your answer was not done after $limit seconds (on a slow machine: SLOW=3 make exercise-$number)" ;;
  1) ;;
  *) echo "  your answer ended the checker, with status $status, before main" ;;
esac
exit 1
