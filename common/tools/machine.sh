#!/bin/sh
# Can this machine build and run it? One sentence if not, and status 2. Runs before every build, so it is quick.
for cxx in ${1:-g++}; do :; done  # the last word: there may be a ccache before it
no() { echo "handoff: $*" >&2; exit 2; }

[ "$(uname -s)" = Linux ] || no "this is $(uname -s), and the subject is Linux: use the .devcontainer, or a virtual machine."
case $(uname -m) in
  x86_64) ;;
  aarch64 | arm64) no "this is an ARM processor, and the assembly is x86-64: use the .devcontainer, which emulates one (docker run --platform linux/amd64)." ;;
  *) no "this is $(uname -m), and the assembly is x86-64." ;;
esac
case $(uname -r) in
  *-Microsoft) no "WSL 1 has no Linux kernel: use WSL 2 (wsl --set-version DISTRIBUTION 2)." ;;
esac
command -v "$cxx" >/dev/null || no "there is no compiler $cxx: install one (apt-get install g++), or name another: make CXX=clang++-16."
version=$("$cxx" -dumpversion) || no "$cxx does not work."
major=${version%%.*}
case $cxx in
  *clang*) [ "$major" -ge 16 ] || no "$cxx is version $version: clang 16 or newer is needed for C++20." ;;
  *) [ "$major" -ge 12 ] || no "$cxx is version $version: g++ 12 or newer is needed for C++20." ;;
esac
