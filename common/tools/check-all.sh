#!/bin/bash
# The long form of check: every compiler that is installed, every level, every sanitizer on every chapter,
# and repetitions. Takes about an hour. Ends with `N passed, N failed`, counting runs.
cd "$(dirname "$0")/../.." || exit 2
passed=0 failed=0
run() {
  echo "=== make $*"
  if make "$@" >build/check-all.log 2>&1; then
    passed=$((passed + 1))
  else
    failed=$((failed + 1))
    mv build/check-all.log "build/check-all-$failed.log"
    grep -nE 'ERROR|FAIL|error:|WARNING: |passed,' "build/check-all-$failed.log" | head -40
    echo "… all of it is in build/check-all-$failed.log"
  fi
}

mkdir -p build
chapters=$(find chapters -maxdepth 1 -name '[0-9]*' -printf '%f\n' | sort | sed 's/^0*//; s/-.*//')
compilers=(g++)
for name in g++-{12..16} clang++-{16..22} clang++; do
  [ "$(readlink -f "$(command -v "$name")")" != "$(readlink -f "$(command -v "${compilers[-1]}")")" ] || continue
  common/tools/machine.sh "$name" 2>/dev/null && compilers+=("$name")
done
echo "compilers: ${compilers[*]}"
# Those of Debian 12 and 13 ought to be among them.
for name in g++-12 clang++-16 g++-14 clang++-19; do
  command -v "$name" >/dev/null || echo "not here: $name (Debian $(case $name in *12 | *16) echo 12 ;; *) echo 13 ;; esac)'s)"
done
for cxx in "${compilers[@]}"; do
  for level in 0 2 3; do
    for n in $chapters; do run "test-$n" CXX="$cxx" LEVEL="$level" WERROR=1; done
  done
  for sanitizer in address thread undefined; do
    # A compiler without its sanitizers' libraries is skipped, with a message.
    if ! echo 'int main(){}' | "$cxx" -x c++ -fsanitize=$sanitizer -o build/probe - 2>/dev/null; then
      echo "$cxx: no $sanitizer sanitizer installed"
      continue
    fi
    for n in $chapters; do run "test-$n" CXX="$cxx" SANITIZE=$sanitizer; done
    for n in $chapters; do run "trace-$n" CXX="$cxx" SANITIZE=$sanitizer; done
  done
done
for _ in $(seq "${REPEAT:-20}"); do run test-7 STRESS=1; done
run check
run check-exercises
run mutants
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
