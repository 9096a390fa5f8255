#!/bin/bash
# compile.sh SOURCE OBJECT COMPILER FLAGS…: compiles one file, unless the very same text, all that it includes with it,
# has been compiled with the same compiler and flags before, for this chapter or for another. Then that object is
# taken once more: most of chapter 6 is chapter 5 as it was. Which text it is decides, not the file's date.
# PROGRESS: where to say how far it is (a terminal), of TOTAL.
# KEPT: where those objects are.
source=$1 object=$2 kept_in=${KEPT:-build/objects}
shift 2
mkdir -p "${object%/*}" "$kept_in"
if [ -n "$PROGRESS" ]; then
  echo "$source" >>"$OUT/compiled"
  printf '\r\e[K[%d/%d] %s' "$(wc -l <"$OUT/compiled")" "$TOTAL" "$source" >"$PROGRESS"
fi

# Where to look and what is defined decide about the text, and no further; nor does it matter in which folder we are.
# What is precompiled stands in the text as one line; common/program.mk has made a sum of it.
flags=() last="" precompiled=()
for flag in "$@"; do
  case $flag in -I* | -D* | -Werror) ;; *) flags+=("$flag") ;; esac
  if [ "$last" = -include ] && [ -f "$flag.sum" ]; then flags+=("$(<"$flag.sum")") precompiled=(-fpch-preprocess); fi
  last=$flag
done
text=$(set -o pipefail; "$@" -E "${precompiled[@]}" -fno-working-directory -MMD -MP -MF "${object%.o}.d" -MT "$object" "$source" 2>/dev/null | sha256sum) || text=
kept="$kept_in"/$( (echo "$text" "${flags[@]}"; "$@" --version) | sha256sum | cut -c1-40).o
if [ -n "$text" ] && cp "$kept" "$object" 2>/dev/null; then touch "$kept"; exit 0; fi

# What the compiler has warned of is not kept: it warns again.
said=$(mktemp)
[ ! -t 2 ] || set -- "$@" -fdiagnostics-color=always
"$@" -fdebug-prefix-map="$PWD=." -c "$source" -o "$object" 2>"$said"
status=$?
cat "$said" >&2
if [ $status = 0 ] && [ -n "$text" ] && [ ! -s "$said" ]; then
  cp "$object" "$kept.$$" && mv "$kept.$$" "$kept"
  [ $((RANDOM % 64)) != 0 ] || find "$kept_in" -type f -mtime +7 -delete
fi
rm -f "$said"
exit $status
