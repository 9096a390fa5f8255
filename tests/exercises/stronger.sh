#!/bin/bash
# stronger.sh ANSWER SOLUTION: the memory orders that are stronger in the one folder than in the other, a line for
# each kind of operation on an object: the strongest in each. (In awk, since a learner may have no Python; for us
# tests/mutants/weaken.py reads orders more closely.)
awk '
  BEGIN {
    split("relaxed acquire release acq_rel seq_cst", names)
    rank["relaxed"] = 1; rank["acquire"] = rank["release"] = 2; rank["acq_rel"] = 3; rank["seq_cst"] = 4
    operation = "[A-Za-z_]+(\\.|->)(load|store|exchange|fetch_[a-z]+|compare_exchange_[a-z]+)\\("
  }
  { sub(/\/\/.*/, ""); text[FILENAME] = text[FILENAME] $0 " " }
  END { for (file in text) look(text[file], index(file, answer "/") == 1) ; report() }

  # The order of the operation is the first that stands between its own parentheses; without one it is seq_cst.
  function look(t, yours,    what, order, depth, i, c) {
    while (match(t, operation)) {
      what = substr(t, RSTART, RLENGTH - 1)
      sub(/->/, ".", what); sub(/\.(exchange|fetch_[a-z]+|compare_exchange_[a-z]+)$/, ", read and changed", what)
      t = substr(t, RSTART + RLENGTH)
      order = "seq_cst"
      for (i = depth = 1; depth > 0 && i <= length(t); i++) {
        c = substr(t, i, 1)
        depth += c == "(" ? 1 : c == ")" ? -1 : 0
        if (depth == 1 && match(substr(t, i), /^memory_order_[a-z_]+/)) {
          order = substr(t, i + 13, RLENGTH - 13)
          break
        }
      }
      if (!(yours SUBSEP what in most) || rank[order] > rank[most[yours, what]]) most[yours, what] = order
    }
  }
  function report(    key, part) {
    for (key in most) {
      split(key, part, SUBSEP)
      if (part[1] == 1 && (0 SUBSEP part[2] in most) && rank[most[key]] > rank[most[0, part[2]]])
        printf "    %-30s memory_order_%s, ours: memory_order_%s\n", part[2], most[key], most[0, part[2]]
    }
  }
' answer="${1%/}" "${1%/}"/* "${2%/}"/* | sort
