#!/bin/sh
# need.sh THING: is it here? If not, install it, or say how. Prints the command before it runs it.
# need.sh --is-here THING: only tells, by its status.
only_tell=
if [ "$1" = --is-here ]; then only_tell=1 && shift; fi
thing=$1
package=$thing
case $thing in
  doctest) there() { echo '#include <doctest/doctest.h>' | ${CXX:-g++} -x c++ -E - >/dev/null 2>&1; }
           apt=doctest-dev dnf=doctest-devel pacman=doctest ;;
  benchmark) there() { echo '#include <benchmark/benchmark.h>' | ${CXX:-g++} -x c++ -E - >/dev/null 2>&1; }
           apt=libbenchmark-dev dnf=google-benchmark-devel pacman=benchmark ;;
  relacy) there() { echo '#include <relacy/relacy.hpp>' | ${CXX:-g++} -x c++ -E - >/dev/null 2>&1; }
           apt=relacy-dev dnf=relacy-devel pacman=relacy ;;
  chromium) there() { [ -n "$CHROMIUM" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null
           apt=chromium dnf=chromium pacman=chromium ;;
  *) there() { command -v "$thing" >/dev/null; }
           apt=$package dnf=$package pacman=$package ;;
esac
there && exit 0
[ -z "$only_tell" ] || exit 1

if command -v apt-get >/dev/null; then
  sudo=
  [ "$(id -u)" = 0 ] || sudo="sudo "
  if [ -n "$sudo" ] && ! command -v sudo >/dev/null; then
    printf 'handoff: %s is missing, and there is no sudo here. Ask root to run\n  apt-get install %s\n' "$thing" "$apt" >&2
    exit 1
  fi
  command="${sudo}apt-get install -y --no-install-recommends $apt"
  echo "handoff: $thing is missing. To install it:" >&2
  echo "  $command" >&2
  if [ "$(id -u)" != 0 ] && [ -z "$YES" ] && [ -t 0 ]; then
    printf 'Install it now? [y/N] ' >&2
    read -r answer
    case $answer in y* | Y*) ;; *) exit 1 ;; esac
  fi
  export DEBIAN_FRONTEND=noninteractive
  log=$(mktemp)
  # The package lists may be missing, or old: once more, with new ones.
  $command >"$log" 2>&1 || {
    echo "  ${sudo}apt-get update && $command" >&2
    ${sudo}apt-get update >"$log" 2>&1 && $command >>"$log" 2>&1
  }
  if there; then rm -f "$log" && exit 0; fi
  why=$(grep -E '^E: ' "$log" | head -1)
  rm -f "$log"
  echo "handoff: that did not work${why:+ (${why#E: })}. Is there a network here? $thing can be installed by hand, too." >&2
elif command -v dnf >/dev/null; then
  printf 'handoff: %s is missing. Install it with\n  sudo dnf install %s\n' "$thing" "$dnf" >&2
elif command -v pacman >/dev/null; then
  printf 'handoff: %s is missing. Install it with\n  sudo pacman -S %s\n' "$thing" "$pacman" >&2
else
  echo "handoff: $thing is missing, and this system's package manager is none that I know. In Debian the package is called $apt." >&2
fi
exit 1
