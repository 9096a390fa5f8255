#!/bin/bash
# judge.sh N.K FOLDER: builds the answers in FOLDER under the tests of exercise N.K, and runs them. Prints the
# report. Status 0: right. 1: not right. 2: there is no such exercise. 3: does not compile.
cd "$(dirname "$0")/../.." || exit 2
number=$1 folder=${2%/}
[ -d "$folder" ] || { echo "judge.sh: there is no folder $folder" >&2; exit 2; }
log=$(mktemp)
trap 'rm -f "$log"' EXIT

variant=$(make -s --no-print-directory variant)
if [ -z "$HONEST" ] && [ ! -e "$variant/exercise/chapter-${number%%.*}" ]; then
  echo "Compiling chapter ${number%%.*} and the checker … (this once; later only what has changed)" >&2
fi
# On a terminal one line says how far it is, though the compiler's own words are kept for the report.
PROGRESS=
[ ! -t 2 ] || PROGRESS=/proc/$$/fd/2
export PROGRESS
if ! make -s --no-print-directory "answer-$number" ANSWER="$folder" >"$log" 2>&1; then
  echo "  your answer does not compile. The first that the compiler has to say:"
  grep -v '^make' "$log" | head -30
  exit 3
fi
norandom=()
if [ -n "$SANITIZE" ] && setarch -R true 2>/dev/null; then norandom=(setarch -R); fi
if [ -n "$HONEST" ] && ! tests/exercises/honest.sh "$number" "$folder" "$variant"; then exit 1; fi

# The first static variable that the answer has and the starter has not. (Chapter 2's stacks and chapter 3's queue are
# made of such variables.)
static() {
  [[ $number =~ ^[12]\.|^3\.6$ ]] && return
  find "$variant/exercise/$folder/$folder" -name "*.o" -exec objdump -t {} + 2>/dev/null |
    awk 'NF > 4 && ($2 == "l" || $NF ~ /^_ZZ/) && $(NF-2) ~ /^\.(bss|data|tbss|tdata)/ && $(NF-2) !~ /rel\.ro/ &&
         $NF ~ /^_Z/ && $NF !~ /^_Z(StL|GV)/ { print $NF }' | c++filt |
    while read -r name; do
      grep -qE "(static .*|^} )\<${name##*::}\>" tests/exercises/"$number"-*/starter/* || { echo "$name" && break; }
    done
}

# The program stops at the first failure. That all tests have passed it says by writing PROOF, which only it knows,
# into descriptor 9. A right answer is right REPEAT times in a row.
limit=$((9 * ${SLOW:-1}))
word=$(od -An -N16 -tx8 /dev/urandom | tr -d ' ')
proof=$(mktemp)
trap 'rm -f "$log" "$proof"' EXIT
for _ in $(seq "${REPEAT:-1}"); do
  : >"$proof"
  PROOF=$word timeout -k 1 $limit "${norandom[@]}" "$variant/exercise/$folder/test" >"$log" 2>&1 </dev/null 9>"$proof"
  status=$?
  if [ $status != 0 ] || [ "$(cat "$proof")" != "$word" ]; then break; fi
done
head -c 20000 "$log"
case $status in
  0) [ "$(cat "$proof")" != "$word" ] || {
       kept=$(static)
       [ -n "$kept" ] || exit 0
       cat <<END
  scenario  two calls of your function that have nothing to do with each other
  expected  neither leaves anything behind for the other, but in G, M, P and sched
  observed  they share the static variable $kept
  rule      what belongs to one goroutine, thread or processor does not stand in a static variable
END
       exit 1
     }
     echo "  your answer ended the checker before it had run its tests" ;;
  124 | 137) echo "  your answer was not done after $limit seconds (on a slow machine: SLOW=3 make exercise-$number)" ;;
  1) ;;
  *) echo "  your answer ended the checker, with status $status, before it had run its tests" ;;
esac
exit 1
