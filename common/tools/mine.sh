#!/bin/bash
# mine.sh N NUMBER=FOLDER…: the layer that lies on top of chapter N in `make mine-N`, build/mine/chapter-N, of links to a
# learner's right answers; says what is theirs and what is not. The folders come in the exercises' order.
#
# Which file is taken is the rule of the layers: the newest of a name wins. An answer belongs to its exercise's chapter,
# and lies above the chapter's own file; where a later chapter has rewritten that file, the later one wins. Of two right
# answers to one file the first wins: it writes the function, and those that follow mend an old one.
cd "$(dirname "$0")/../.." || exit 2
n=$1
shift
top=build/mine/chapter-$n
rm -rf "$top" && mkdir -p "$top"

declare -A owner
mine=() later=() second=()
for answer in "$@"; do
  number=${answer%%=*} folder=${answer#*=}
  for file in "$folder"/*; do
    name=${file##*/} newer=
    for layer in chapters/[0-9]*/"$name" asm/[0-9]*/"$name"; do
      [ -f "$layer" ] || continue
      chapter=${layer#*/} chapter=$((10#${chapter%%-*}))
      if [ $chapter -gt "${number%%.*}" ] && [ $chapter -le "$n" ]; then newer=$chapter; fi
    done
    if [ -n "$newer" ]; then later+=("$number $name")
    elif [ -n "${owner[$name]}" ]; then second+=("$number (${owner[$name]} has $name)")
    else
      owner[$name]=$number
      mine+=("$number $name")
      ln -s "../../../$file" "$top/$name"
    fi
  done
done
say() {
  local what=$1
  shift
  [ $# = 0 ] || printf '%s%s.\n' "$what" "$(printf ', %s' "$@" | cut -c2-)"
}
{
  say "Yours:" "${mine[@]}"
  say "Yours, but a later chapter has rewritten the file:" "${later[@]}"
  say "Yours, but another answer to that file comes first:" "${second[@]}"
} | fold -s -w 110 >&2
