#!/bin/bash
# compile_commands.sh CXX N:LAYERS…: each source, compiled as its own chapter compiles it, for editors.
cxx=$1
shift
declare -A done_already
comma=
echo "["
for chapter in "$@"; do
  n=${chapter%%:*} layers=${chapter#*:}
  include=
  for layer in $layers; do include+=" -I$layer"; done
  for layer in $layers; do
    for file in "$layer"/*.cpp "$layer"/*.S; do
      [ -f "$file" ] && [ -z "${done_already[$file]}" ] || continue
      done_already[$file]=1
      printf '%s{"directory": "%s", "file": "%s", "command": "%s -std=c++20 -O2 -Wall -Wextra -DCHAPTER=%s%s -c %s"}' \
        "$comma" "$PWD" "$file" "$cxx" "$n" "$include" "$file"
      comma=$',\n'
    done
  done
done
printf '\n]\n'
