# --- Benchmarks: each workload against each chapter, against Go, and against what else is installed ----
# Compiled with the very flags of make chapter-N. In build/bench/bin there is a folder for each subject, and in it
# what it can run, by the name of the workload.

bin       := build/bench/bin
workloads := $(basename $(notdir $(wildcard tests/bench/w*.cpp)))
gos       := $(sort $(wildcard /usr/lib/go-*/bin/go) $(shell command -v go 2>/dev/null) $(GO))
measured  := $(filter-out 1 2,$(numbers))
counted   := $(filter-out 1 2 3 4 5 6,$(numbers))

.PHONY: bench bench-goals bench-needs bench-peers bench-why
bench: $(measured:%=bench-chapter-%) bench-peers
	@SUBJECTS="$(measured:%=chapter-%) $$(tests/bench/peers.sh list)" tests/bench/report.sh
bench-%: bench-chapter-% bench-peers
	@SUBJECTS="chapter-$* $$(tests/bench/peers.sh list)" tests/bench/report.sh
bench-goals: bench-chapter-$(last) bench-peers
	@tests/bench/goals.sh $(last)
# Where the time goes: each effect beside its absence; and how many instructions a call is.
bench-why: build/bench/peer-why $(counted:%=steps-%)
	@$< --benchmark_min_time=0.1 2>/dev/null | awk -F'  +' '/\// { sub("/real_time", "", $$1); \
	  split($$1, n, "/"); if (n[1] != last) print (last ? "\n" : "") n[1]; last = n[1]; \
	  split($$2, t, " "); printf "  %-36s %10.1f ns\n", n[2], t[1] }'
	@printf '\none getppid through Syscall\n'; for n in $(counted); do printf '  chapter %-27s %4s instructions, %s of them locked\n' \
	  $$n $$($(variant)/chapter-$$n/steps); done
steps-%: machine
	+@$(call build,$*,chapter-$*,PROGRAM=steps WITHOUT=main.cpp EXTRA=tests/bench/steps.cpp)

bench-needs: machine
	@common/tools/need.sh benchmark && common/tools/need.sh jq
# $(call bench,CHAPTER,SUBJECT)
bench = for w in $(workloads); do \
          $(call build,$1,$2,PROGRAM=$$w WITHOUT=main.cpp EXTRA=tests/bench/$$w.cpp LDLIBS=-lbenchmark) || exit; \
        done; \
        mkdir -p $(bin)/$2 && ln -sf $(workloads:%=$(CURDIR)/$(variant)/$2/%) $(bin)/$2
bench-chapter-%: bench-needs
	@$(call exists,$*)
	@$(if $(filter $*,$(measured)),,echo "Chapter $* has no goroutines to measure: from chapter 3 on there are." >&2; exit 2)
	@$(call patience,$(bin)/chapter-$*,Compiling the benchmarks of chapter $*)
	+@$(call bench,$*,chapter-$*)
bench-peers: bench-needs
	+@tests/bench/peers.sh $(gos)

build/bench/peer-boost: libraries := -lboost_fiber -lboost_context
build/bench/peer-tbb: libraries := -ltbb
build/bench/peer-%: tests/bench/peers/%.cpp $(wildcard tests/bench/*.hpp tests/bench/peers/*.hpp) | bench-needs
	@mkdir -p $(@D) && $(CXX) -std=c++20 -O2 -pthread -Icommon $< -o $@ -lbenchmark $(libraries)
