#!/bin/bash
# The layers and their incremental builds, in a copy of the repository: what is rebuilt, and what is not.
cd "$(dirname "$0")/.." || exit 2
export KEPT=$PWD/build/objects  # what has been compiled is not compiled once more here
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Makefile chapters asm common tests "$copy"
cd "$copy" || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CXX WERROR SANITIZE DEBUG LEVEL OPTIMIZE WARNINGS  # of the make that called us

check() {  # NAME EXPECTED OBSERVED
  if [ "$2" = "$3" ]; then echo "PASS layers: $1"
  else printf 'FAIL layers: %s\n  expected: %s\n  observed: %s\n' "$1" "$2" "$3"; fi
}
has() {  # NAME PATTERN TEXT
  if grep -qE "$2" <<<"$3"; then echo "PASS layers: $1"
  else printf 'FAIL layers: %s\n  expected: %s\n  observed: %s\n' "$1" "$2" "$3"; fi
}
# The files that `make build-N` compiles now, without their folders.
compiled() { make V=1 LEVEL=0 "build-$1" 2>&1 | sed -n 's/.*compile\.sh \([^ ]*\) .*/\1/p' | xargs -rn1 basename | sort | xargs; }

compiled 4 >/dev/null
check "nothing changed: nothing is compiled" "" "$(compiled 4)"
touch chapters/04-multi-p/note.hpp
saw=$(find build/g++-O0/chapter-4 -name '*.d' -exec grep -lE 'note\.hpp' {} + | sed 's/.*\///; s/\.d$//' | sort | xargs)
check "a header that was touched: what saw it, and only that" "$saw" "$(compiled 4)"
has "… which is not everything" "futex|clock" "$(find build/g++-O0/chapter-4 -name '*.d' -exec grep -L 'note\.hpp' {} +)"

# A file added to a layer changes no file that an object was made from, and shadows one of them.
make -s LEVEL=0 build-1 >/dev/null
build/g++-O0/chapter-1/program >/dev/null; check "chapter 1 runs" 0 $?
sed 's/lowest_error = -4095/lowest_error = -1/' chapters/01-syscall/decode.hpp >chapters/02-context/decode.hpp
has "a file added to a layer wins" "chapters/02-context/decode.hpp" "$(make files-2)"
make -s LEVEL=0 build-2 >/dev/null
has "… and is compiled in" "02-context/decode.hpp" "$(find build/g++-O0/chapter-2 -name 'stack.cpp.d' -exec cat {} +)"
check "… but not into the chapter below" "" "$(compiled 1)"
rm chapters/02-context/decode.hpp
has "a file removed: the one below is back, and compiled" "stack.cpp" "$(compiled 2)"
check "… and the folder holds chapter 1's again" "0" "$(grep -c '02-context/decode.hpp' "$(find build/g++-O0/chapter-2 -name 'stack.cpp.d')")"

# A snapshot needs nothing of the repository.
make -s snapshot-2 >/dev/null
mv build/snapshot/chapter-2 alone
has "a snapshot is one flat folder" "Makefile.*decode.hpp.*stack.cpp" "$(find alone -type f -printf '%f\n' | sort | xargs)"
has "… and builds alone" "round 3" "$(cd alone && make 2>&1 && find . -maxdepth 1 -type f -executable -exec {} \;)"

# What editors read: each source, as its own chapter compiles it (what is in common/, as chapter 1 does).
make -s compile_commands.json >/dev/null
if [ -x "$(command -v python3)" ]; then valid=$(python3 -m json.tool compile_commands.json 2>&1 >/dev/null)
elif [ -x "$(command -v jq)" ]; then valid=$(jq . compile_commands.json 2>&1 >/dev/null)
else valid=$(sed '1{/^\[$/d}; ${/^\]$/d}' compile_commands.json | sed '$s/$/,/' | grep -vE '^\{("[^"]*"(: |, )?)+\},$'); fi
check "compile_commands.json is valid JSON" "" "$valid"
entry='s/.*"file": "([^"]*)".* -DCHAPTER=([0-9]+) .*/\1 \2/p'
own='s=^[^0-9]*/0*([0-9]+)[-.].*=& \1=; s=^common/[^0-9]*$=& 1='
ls common/{,traced/}*.cpp {chapters,asm}/*/*.{cpp,S} chapters/*/exercises/*/*.{cpp,S} tests/{[0-9]*,exercises/*/*}.cpp 2>/dev/null |
  sed -E "$own" | sort >sources
check "… with each source once, for its own chapter" "" \
  "$(sed -nE "$entry" compile_commands.json | sort | comm -3 sources - | head -4)"
has "… which sees its own headers first" " -DCHAPTER=4 -Ichapters/04-multi-p .*-Icommon -c " \
  "$(grep '"chapters/04-multi-p/wakep.cpp"' compile_commands.json)"

# Wrong words.
has "an unknown chapter" "There is no chapter 99: the chapters are 1 2" "$(make chapter-99 2>&1)"
has "an unknown goal" 'I do not know "nonsense"' "$(make nonsense 2>&1)"
make chapter-99 >/dev/null 2>&1
check "… and its status" 2 $?
has "a compiler that is not there" "no-such-compiler" "$(make chapter-1 CXX=no-such-compiler 2>&1)"
has "an argument that chapter 1 does not take" "usage: make chapter-1" "$(make chapter-1 LEVEL=0 ARGS=x 2>&1)"
has "files-5 knows new, rewritten and inherited" "new" "$(make files-5)"

# Other machines, as far as a fake uname and a fake compiler can tell.
mkdir fake
fake() {  # PROGRAM ANSWERS: a case list of arguments
  printf '#!/bin/sh\ncase $1 in %s esac\n' "$2" >"fake/$1"
  chmod +x "fake/$1"
}
try() { PATH=$copy/fake:$PATH make chapter-1 CXX="${1:-g++}" 2>&1; }
fake uname '-s) echo Darwin ;; -m) echo arm64 ;; -r) echo 23.1 ;;'
has "not Linux" "this is Darwin, and the subject is Linux" "$(try)"
fake uname '-s) echo Linux ;; -m) echo aarch64 ;; -r) echo 6.1 ;;'
has "an ARM processor" "this is an ARM processor" "$(try)"
fake uname '-s) echo Linux ;; -m) echo x86_64 ;; -r) echo 4.4.0-19041-Microsoft ;;'
has "WSL 1" "WSL 1 has no Linux kernel" "$(try)"
has "make doctor says so, too" "WSL 1" "$(PATH=$copy/fake:$PATH make doctor 2>&1)"
rm fake/uname
fake g++-11 '-dumpversion) echo 11 ;;'
has "an old g++" "g\+\+ 12 or newer is needed" "$(try g++-11)"
fake clang++-14 '-dumpversion) echo 14.0.6 ;;'
has "an old clang" "clang 16 or newer is needed" "$(try clang++-14)"
