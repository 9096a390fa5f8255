#!/bin/bash
# machine.sh: what this machine is, in a few words, for whatever shows figures.
echo "$(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), Linux $(uname -r | cut -d- -f1)"
