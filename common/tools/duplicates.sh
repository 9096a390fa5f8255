#!/bin/bash
# Fails if eight lines in a row stand in two places. Comments, blank lines, includes and lone punctuation are
# passed over: they repeat for good reasons. And so is what a chapter keeps of a file that it rewrites, a line or two
# of it for instance: make diff-N shows what is new.
cd "$(dirname "$0")/../.." || exit 2
find chapters common asm tests -type f |
  grep -E '\.(cpp|hpp|S|sh|py)$' | grep -v '^tests/exercises/' | grep -v '/exercises/' |
  xargs awk -v run=8 '
    # Has the file before, in another layer, the name of this one?
    function rewrites(before,  a, b) {
      sub(/:[0-9]+$/, "", before)
      return before != FILENAME && split(before, a, "/") == 3 && split(FILENAME, b, "/") == 3 && a[1] == b[1] && a[3] == b[3]
    }
    FNR == 1 { n = 0 }
    {
      line = $0
      gsub(/^[ \t]+|[ \t]+$/, "", line)
      if (line == "" || line ~ /^(\/\/|#)/ || line ~ /^[][{}();,:]*$/) next
      n++
      text[n] = line
      at[n] = FNR
      if (n < run) next
      key = ""
      for (i = n - run + 1; i <= n; i++) key = key text[i] "\n"
      if (key in seen && rewrites(seen[key])) seen[key] = FILENAME ":" at[n - run + 1]
      else if (key in seen) { print seen[key] " and " FILENAME ":" at[n - run + 1]; found = 1 }
      else seen[key] = FILENAME ":" at[n - run + 1]
    }
    END { exit found }' || { echo "eight lines in a row stand in two places: see above"; exit 1; }
