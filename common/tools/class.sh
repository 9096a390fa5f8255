#!/bin/bash
# class.sh: a copy of the repository for a class, as it is in the last commit, in build/class: without solutions and
# wrong answers; HINTS=0 leaves out the hints too. Where it finds no solution, make solution-N.K says so.
cd "$(dirname "$0")/../.." || exit 2
rm -rf build/class && mkdir -p build/class
git archive HEAD | tar -x -C build/class || exit 1
rm -rf build/class/tests/exercises/*/{solution,wrong-*}
[ "$HINTS" != 0 ] || rm -f build/class/tests/exercises/*/hints.md
echo "build/class: $(find build/class -type f | wc -l) files, $(find build/class/tests/exercises -name starter | wc -l) exercises, no solutions."
