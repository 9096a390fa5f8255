#!/bin/bash
# compile_commands.sh CXX N:LAYERS…: each source, compiled as its own chapter compiles it, for editors. A learner's
# exercises lie on top of their chapter, tests beside theirs.
cxx=$1
shift
declare -A known
comma=
entry() {  # CHAPTER FILE FOLDERS…
  local n=$1 file=$2
  shift 2
  [ -f "$file" ] && [ -z "${known[$file]}" ] || return
  known[$file]=1
  printf '%s{"directory": "%s", "file": "%s", "command": "%s -std=c++20 -O2 -Wall -Wextra -DCHAPTER=%s%s -c %s"}' \
    "$comma" "$PWD" "$file" "$cxx" "$n" "$(printf ' -I%s' "$@")" "$file"
  comma=$',\n'
}
echo "["
for chapter in "$@"; do
  n=${chapter%%:*}
  read -ra layers <<<"${chapter#*:}"
  for layer in "${layers[@]}"; do
    for file in "$layer"/*.cpp "$layer"/*.S; do entry "$n" "$file" "${layers[@]}"; done
    for file in "$layer"/exercises/*/*.cpp "$layer"/exercises/*/*.S; do
      entry "$n" "$file" "${file%/*}" tests/support common/traced "${layers[@]}"
    done
  done
  for file in common/traced/*.cpp; do entry "$n" "$file" common/traced "${layers[@]}"; done
  for file in "tests/$(printf %02d "$n")"-*.cpp tests/exercises/"$n".*/*.cpp; do
    case $file in
      *.sync.cpp) entry "$n" "$file" tests/support tests/sync common/traced "${layers[@]}" ;;
      *) entry "$n" "$file" tests/support common/traced "${layers[@]}" ;;
    esac
  done
done
printf '\n]\n'
