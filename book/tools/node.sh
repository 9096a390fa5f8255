#!/bin/bash
# Is there a Node that the site's tools can live with? If not, it is installed, or it is said how.
# node.sh --is-here: only tells, by its status.
cd "$(dirname "$0")/../.." || exit 2
export PATH="$PWD/book/.node/node_modules/.bin:$PATH"
new_enough() {
  command -v npm >/dev/null && node -e '
    const [major, minor] = process.versions.node.split(".")
    process.exit(major > 20 || (major == 20 && minor >= 19) ? 0 : 1)' 2>/dev/null
}
new_enough && exit
[ "$1" != --is-here ] || exit 1
common/tools/need.sh npm || exit
new_enough && exit
# Debian's npm finds its own parts only with Debian's node, so a new node needs an npm of its own, too.
echo "handoff: the book needs Node 20.19 or newer, and here is $(node --version). To have one for the book alone:" >&2
echo "  npm install --prefix book/.node node@22 npm@10" >&2
log=$(mktemp)
trap 'rm -f "$log"' EXIT
npm install --prefix book/.node --no-save --no-audit --no-fund --loglevel=error node@22 npm@10 >"$log" 2>&1
hash -r
new_enough && exit
why=$(grep -iE '^npm (err!|error) ' "$log" | grep -viE 'a complete log|^npm (err!|error) code' | head -1 | cut -c1-160)
echo "handoff: that did not work (${why:-npm gave no reason}). Is there a network here? Any Node 20.19 or newer does." >&2
exit 1
