#!/bin/bash
# What this machine is, what is missing for which command, and the one command that mends it.
cd "$(dirname "$0")/../.." || exit 2
cxx=${1:-g++}
common/tools/machine.sh "$cxx" || exit 2
say() { printf '  %-12s %s\n' "$1" "$2"; }
missing=()
tool() {  # NAME PACKAGE WHAT-FOR
  if command -v "$1" >/dev/null; then say "$1" "here ($3)"; else
    say "$1" "missing ($3)"
    missing+=("$2")
  fi
}

say machine "$(uname -sm), kernel $(uname -r), $(nproc) cores"
say compiler "$("$cxx" --version | head -1)"
kernel=$(uname -r)
if printf '6.13\n%s\n' "$kernel" | sort -VC; then say guards "MADV_GUARD_INSTALL: a million stacks in a few mappings"
else say guards "mprotect, then canaries: this kernel is older than 6.13 and has no MADV_GUARD_INSTALL"; fi
bits=$(cat /proc/sys/vm/mmap_rnd_bits 2>/dev/null || echo unknown)
if [ "$bits" = unknown ]; then say sanitizers "need address randomization of 28 bits at most, or setarch -R (only root can tell here)"
elif [ "$bits" -le 28 ]; then say sanitizers "address randomization of $bits bits is fine for them"
elif setarch -R true 2>/dev/null; then say sanitizers "run without address randomization (it has $bits bits here)"
else say sanitizers "need: sudo sysctl vm.mmap_rnd_bits=28 (it is $bits here)"; fi
if echo '#include <doctest/doctest.h>' | "$cxx" -x c++ -E - >/dev/null 2>&1; then say doctest "here (make test)"; else
  say doctest "missing (make test)"
  missing+=(doctest-dev)
fi
tool gdb gdb "make debug-N"
tool clang-format-14 clang-format-14 "make check"
tool shellcheck shellcheck "make check"
tool npm npm "make book"
tool codespell codespell "make check"
if [ ${#missing[@]} = 0 ]; then echo "Nothing is missing."; else
  echo "make chapter-N works already. To install the rest (each command also installs what it needs):"
  echo "  $([ "$(id -u)" = 0 ] || echo "sudo ")apt-get install ${missing[*]}"
fi
