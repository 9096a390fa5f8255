# --- Benchmarks: each workload against each chapter, against Go, and against what else is installed ----
# They are compiled with the very flags of make chapter-N.

workloads := $(basename $(notdir $(wildcard tests/bench/w*.cpp)))
go        := $(sort $(wildcard /usr/lib/go-*/bin/go) $(shell command -v go 2>/dev/null))

# $(call benchbuild,CHAPTER,WORKLOAD,more variables)
benchbuild = $(call build,$1,chapter-$1,PROGRAM=$2 WITHOUT=main.cpp EXTRA=tests/bench/$2.cpp LDLIBS=-lbenchmark $3)

# In build/bench/bin there is a folder for each subject, with a program for each workload.
bench-build-%: machine
	@common/tools/need.sh benchmark
	@$(call exists,$*)
	+@for w in $(workloads); do $(call benchbuild,$*,$$w) || exit; done
	@mkdir -p build/bench/bin/chapter-$*
	@cd build/bench/bin/chapter-$* && ln -sf $(workloads:%=../../../../$(variant)/chapter-$*/%) .
