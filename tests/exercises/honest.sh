#!/bin/bash
# honest.sh N.K FOLDER VARIANT: for grading. May the answers in FOLDER, which are built, be trusted to be judged
# by the tests, and not to judge themselves? They may not run anything before main, nor define anything outside
# of the runtime's namespace that the solution does not define, nor (in a header) macros that the tests use.
cd "$(dirname "$0")/../.." || exit 2
number=$1 folder=${2%/} variant=$3
tests=$(echo tests/exercises/"$number"-*)
no() { echo "  not accepted: $*" && exit 1; }

# What the chapter defines. A second definition of the same is an error of the linker, but for what is inline.
own() { find "$variant"/chapter-"${number%%.*}"{,-*}/{chapters,common,asm,tests/sync} -name '*.o' 2>/dev/null; }
defined() { xargs -r nm --defined-only -g 2>/dev/null | awk 'NF == 3 && $2 != "N" { print $3 }' | sort -u; }
objects=$(find "$variant/exercise/$folder/$folder" -name '*.o' 2>/dev/null)
strange=$(comm -23 <(defined <<<"$objects") <(own | defined) |
  grep -vE '^_Z(T[ISV]|GV|Z)?Z?N?K?(S[tabsiod]|9__gnu_cxx|10__cxxabiv1)|^DW\.ref|^_ZTAXtlN2rt4Name|^_Z(T[ISV]|GV|Z)*N?K?2rt' ;
  comm -23 <(defined <<<"$objects") <(own | defined) | grep -E '2rt4sync|8exercise|7doctest')
[ -z "$strange" ] || no "it defines $(c++filt <<<"$strange" | head -3 | paste -sd, -), which is not part of the exercise"
# Compiled once more without the layer of the tests, in which much begins before main, the compiler's own things among it.
chapter=${number%%.*} includes=(-I"$folder" -Itests/support)
for layer in $(printf '%s\n' chapters/*/ asm/*/ | sort -t/ -k2 -r); do
  n=${layer#*/} n=$((10#${n%%-*}))
  [ "$n" -gt "$chapter" ] || includes+=(-I"$layer")
done
read -ra cxx <<<"${CXX:-g++}"  # there may be a ccache before it
for source in "$folder"/*.cpp; do
  [ -e "$source" ] || continue
  object=$(mktemp)
  "${cxx[@]}" -std=c++20 -w -c "${includes[@]}" -Icommon -DCHAPTER="$chapter" "$source" -o "$object" &&
    sections=$(objdump -h "$object")
  rm -f "$object"
  ! grep -qE '\.(preinit_array|init_array|ctors|init)\b' <<<"${sections-.init}" || no "it has code that runs before main"
done

words=$(cat tests/support/*.?pp tests/support/*/*.?pp "$tests"/*.cpp | grep -oE '\w+' | sort -u)
macros=$(cat "$folder"/*.hpp 2>/dev/null | sed -nE 's/^\s*#\s*(define|undef)\s+(\w+).*/\2/p' | sort -u)
clash=$(comm -12 <(echo "$macros") <(echo "$words") | grep . | paste -sd, -)
[ -z "$clash" ] || no "it defines the macro $clash, which the tests use"
if cat "$folder"/*.hpp 2>/dev/null | grep -vxFf <(cat "$tests"/starter/*) |
    grep -qE '\bconstructor\b|\b_exit\b|\bexit\b|\basm\b'; then
  no "a header of the exercise needs no constructor attribute, exit or asm but the starter's"
fi
exit 0
