#!/bin/bash
# exercise.sh N.K, or N for all of chapter N: judges the learner's answers.
cd "$(dirname "$0")/../.." || exit 2
shopt -s nullglob
case $1 in
  *.*) folders=(chapters/*/exercises/"$1"-*) ;;
  *) folders=(chapters/*/exercises/"$1".*) ;;
esac
if [ ${#folders[@]} = 0 ]; then
  have=(chapters/*/exercises/*)
  echo "There is no exercise $1. There are: $(printf '%s\n' "${have[@]##*/}" | tr '\n' ' ')" >&2
  exit 2
fi
status=0
for folder in "${folders[@]}"; do
  number=${folder##*/}
  number=${number%%-*}
  if make --no-print-directory "judge-$number" ANSWER="$folder"; then
    echo "Exercise $number is done. One way to do it: tests/exercises/${folder##*/}/solution"
  else
    echo "Edit $folder, then: make exercise-$number"
    echo "Hints, one more each line: tests/exercises/${folder##*/}/hints.md"
    status=1
  fi
done
exit $status
