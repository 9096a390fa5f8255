#!/bin/bash
# Fails if eight lines in a row stand in two places. Comments, blank lines, includes and lone punctuation are
# passed over: they repeat for good reasons.
cd "$(dirname "$0")/../.." || exit 2
find chapters common asm tests -type f |
  grep -E '\.(cpp|hpp|S|sh|py)$' | grep -v '^tests/exercises/' | grep -v '/exercises/' |
  xargs awk -v run=8 '
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
      if (key in seen) { print seen[key] " and " FILENAME ":" at[n - run + 1]; found = 1 }
      else seen[key] = FILENAME ":" at[n - run + 1]
    }
    END { exit found }' || { echo "eight lines in a row stand in two places: see above"; exit 1; }
