#!/bin/bash
# layers.sh files|diff|snapshot N LAYER…: what chapter N's program is made of. Layers come newest first.
what=$1 n=$2
shift 2
layers=("$@")
own=$(printf '/%02d-' "$n")

declare -A newest older
for layer in "${layers[@]}"; do
  for file in "$layer"/*.hpp "$layer"/*.cpp "$layer"/*.S; do
    [ -f "$file" ] || continue
    name=${file##*/}
    if [ -z "${newest[$name]}" ]; then newest[$name]=$file
    elif [ -z "${older[$name]}" ]; then older[$name]=$file
    fi
  done
done
names=$(printf '%s\n' "${!newest[@]}" | sort)

case $what in
files)
  for name in $names; do
    file=${newest[$name]} kind=inherited
    case $file in
      build/mine/*) kind=yours ;;
      *"$own"*) if [ -n "${older[$name]}" ]; then kind=rewritten; else kind=new; fi ;;
    esac
    printf '%-10s %s\n' "$kind" "$file"
  done | sort -s -k1,1r
  ;;
diff)
  rewritten=0
  for name in $names; do
    case ${newest[$name]} in *"$own"*) ;; *) continue ;; esac
    [ -n "${older[$name]}" ] || continue
    rewritten=$((rewritten + 1))
    diff -u "${older[$name]}" "${newest[$name]}"
  done
  [ $rewritten != 0 ] || echo "Chapter $n rewrites nothing. What it adds: make files-$n"
  ;;
snapshot)
  folder=build/snapshot/chapter-$n
  case ${layers[0]} in build/mine/*) folder=build/snapshot/mine-$n ;; esac
  rm -rf "$folder"
  mkdir -p "$folder"
  for name in $names; do cp "${newest[$name]}" "$folder/"; done
  printf '%s\n' "run: program" "	./program \$(ARGS)" \
    "compile := \$(CXX) -std=c++20 -O2 -g -pthread -fstack-clash-protection -DCHAPTER=$n -I. -MMD" \
    "objects := \$(patsubst %,%.o,\$(wildcard *.cpp *.S))" \
    "program: \$(objects)" "	\$(compile) -o \$@ \$^" \
    "\$(objects): %.o: %" "	\$(compile) -c -o \$@ \$<" \
    "MAKEFLAGS += -j\$(shell nproc)" \
    "-include \$(wildcard *.d)" >"$folder/Makefile"
  echo "$folder: $(ls "$folder" | wc -l) files. To build and run it: make -C $folder"
  ;;
esac
