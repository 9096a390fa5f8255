#!/bin/bash
# The contract of the exercises: each starter compiles, and fails with its own message; each solution passes;
# each wrong answer is rejected, for its own reason (the line in its file `expect`).
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0
verdict() {  # GOOD? WHAT LOG
  if [ "$1" = 0 ]; then
    passed=$((passed + 1))
    echo "ok    $2"
  else
    failed=$((failed + 1))
    echo "WRONG $2"
    cat "$3"
  fi
}
judge() { make --no-print-directory "judge-$1" ANSWER="$2" >"$log" 2>&1; }

log=$(mktemp)
trap 'rm -f "$log"' EXIT
for tests in tests/exercises/*/; do
  name=$(basename "$tests")
  number=${name%%-*}
  starter=$(echo chapters/*/exercises/"$name")
  if git diff --quiet HEAD -- "$starter" 2>/dev/null; then  # not a learner's half-done answer
    judge "$number" "$starter"
    grep -q "exercise $number is not done yet" "$log" && ! grep -q 'error:' "$log"
    verdict $? "$name: the starter says that it is not done" "$log"
  fi
  judge "$number" "${tests}solution"
  verdict $? "$name: the solution passes" "$log"
  [ "$(sed -n '$=' "${tests}hints.md")" -ge 3 ]
  verdict $? "$name: three hints" /dev/null
  for wrong in "$tests"wrong-*; do
    ! judge "$number" "$wrong" && grep -qF "$(cat "$wrong/expect")" "$log"
    verdict $? "$name: ${wrong##*/} is rejected: $(cat "$wrong/expect")" "$log"
  done
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
