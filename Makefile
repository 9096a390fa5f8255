# Handoff: how Go makes a system call, rebuilt in C++, one chapter at a time.   `make` says what there is.

SHELL    := /bin/bash
CXX      ?= g++
Q        := $(if $(V),,@)
comma    := ,

# Commands one after the other, but each compiles on all cores.
.NOTPARALLEL:
jobs     := $(if $(filter 0,$(MAKELEVEL)),$(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2)))
MAKEFLAGS += --no-print-directory $(jobs)

.PHONY: help test variant exercises grade class check check-all check-duplicates check-exercises doctor clean compile_commands.json FORCE
help:
	@common/tools/help.sh $(chapters)

# --- The chapters and their layers -------------------------------------------------------------------
# Layer 5 is chapters/05-entersyscall together with asm/05-entersyscall. Chapter 5's program is made of
# layers 5, 4, 3, 2, 1 and common; for each file name the newest layer wins (common/program.mk).

chapters := $(sort $(notdir $(wildcard chapters/[0-9][0-9]-*)))
numbers  := $(patsubst 0%,%,$(foreach c,$(chapters),$(firstword $(subst -, ,$c))))
layers   := common
define layer
name-$1   := $(filter 0$1-% $1-%,$(chapters))
layers    := $$(wildcard $$(addsuffix /$$(name-$1),chapters asm)) $$(layers)
layers-$1 := $$(layers)
endef
$(foreach n,$(numbers),$(eval $(call layer,$n)))

# --- Build variants: each compiler, DEBUG=1, SANITIZE=address|thread|undefined has a folder of its own --

clang    := $(findstring clang,$(CXX))
variant  := build/$(notdir $(lastword $(CXX)))$(if $(DEBUG),-debug)$(SANITIZE:%=-%)$(if $(LEVEL),-O$(LEVEL))
OPTIMIZE := $(if $(LEVEL),-O$(LEVEL),$(if $(DEBUG),-O0,$(if $(SANITIZE),-O1,-O2)))
# Functions on g0 never return (mcall, gogo). ThreadSanitizer, which counts calls and returns, would see ever
# deeper calls; it is told not to count.
tsan     := $(if $(clang),-mllvm -tsan-instrument-func-entry-exit=0,--param=tsan-instrument-func-entry-exit=0)
SANITIZERS := $(if $(SANITIZE),-fno-omit-frame-pointer -fsanitize=$(SANITIZE:address=address$(comma)undefined))\
              $(if $(filter thread,$(SANITIZE)),$(tsan)) $(if $(clang),-Wno-unused-command-line-argument)
# Old sanitizers can't live with the address randomization of new kernels.
norandom := $(if $(SANITIZE),$(shell setarch -R true 2>/dev/null && echo setarch -R))
# At -O3 g++ 12 sees std::string copy onto itself (its bug 105651); it does not.
WARNINGS := -Wall -Wextra -Wpedantic $(if $(clang),,-Wno-restrict) $(if $(WERROR),-Werror)
export CXX OPTIMIZE SANITIZERS WARNINGS Q

# $(call build,CHAPTER,FOLDER,more variables): one program of a chapter
build  = $(MAKE) -f common/program.mk OUT=$(variant)/$2 LAYERS="$(layers-$1)" DEFINES="-DCHAPTER=$1" $3
exists = { test -n "$(layers-$1)" || { echo "There is no chapter $1: the chapters are $(numbers)." >&2; exit 2; }; }
machine: FORCE
	@common/tools/machine.sh "$(CXX)"
	@case "$(SANITIZE)" in ""|address|thread|undefined) ;; *) \
	  echo "SANITIZE=$(SANITIZE): I know address, thread and undefined." >&2; exit 2;; esac

# $(call patience,FILE,what happens until it is there)
patience = [ -e $1 ] || echo "$2 … (this once; later only what has changed)" >&2

# --- A chapter's program -----------------------------------------------------------------------------

chapter-%: machine
	@$(call exists,$*)
	@$(call patience,$(variant)/chapter-$*/program,Compiling chapter $*)
	+@$(call build,$*,chapter-$*)
	@$(norandom) $(variant)/chapter-$*/program $(ARGS)

trace-%: machine
	@$(call exists,$*)
	+@$(call build,$*,chapter-$*)
	@mkdir -p build/trace
	@TRACE=build/trace/chapter-$*.json $(show) $(variant)/chapter-$*/program $(ARGS) $(if $(EVENTS),2>&1 >/dev/null)
# The timeline, or those events that EVENTS asks for (common/trace_show.cpp).
show = $(if $(EVENTS),TRACE_SHOW="$(EVENTS)",TRACE_TIMELINE=1)

debug-%: machine
	@$(call exists,$*)
	@common/tools/need.sh gdb
	+@$(MAKE) DEBUG=1 SANITIZE= LEVEL= build-$*
	@gdb -q -x common/tools/handoff-gdb.py --args build/$(notdir $(lastword $(CXX)))-debug/chapter-$*/program $(ARGS)

build-%: machine
	@$(call exists,$*)
	+@$(call build,$*,chapter-$*)

# --- Looking at the layers ---------------------------------------------------------------------------

# (One rule each: of a pattern rule with several targets make would run only the first that is asked for.)
$(foreach what,files diff snapshot,$(eval $(what)-%: FORCE; @$$(call exists,$$*) && common/tools/layers.sh $(what) $$* $$(layers-$$*)))

# --- Tests -------------------------------------------------------------------------------------------
# A chapter is held to its own tests and to those of all chapters before it. The tests named .sync.cpp are
# compiled with one more layer on top, in which every atomic operation is a sync point (tests/sync); without
# sanitizers, which do not understand its coroutines.

upto  = $(foreach n,$(numbers),$(if $(filter $n,$(wordlist 1,$1,$(numbers))),$n))
tests = $(wildcard $(foreach n,$(call upto,$1),tests/$(name-$n)$2.cpp $(if $2,,tests/$(name-$n).signals.cpp)))
syncs = $(if $(SANITIZE),,$(call tests,$1,.sync))

tests-%: machine doctest
	@$(call exists,$*)
	@$(call patience,$(variant)/chapter-$*/test,Compiling chapter $* and its tests)
	+@$(call build,$*,chapter-$*)
	+@$(call build,$*,chapter-$*,PROGRAM=test $(with-tests) EXTRA="tests/doctest_main.cpp $(call tests,$*)")
	+@$(if $(call syncs,$*),$(call build,$*,chapter-$*-sync,PROGRAM=test $(with-tests) \
	  LAYERS="tests/sync $(layers-$*)" EXTRA="tests/doctest_main.cpp $(call syncs,$*)"))
with-tests = WITHOUT=main.cpp BASE=$(variant)/doctest
doctest: machine
	@common/tools/need.sh doctest
	+@$(MAKE) -f common/program.mk OUT=$(variant)/doctest LAYERS= EXTRA=tests/doctest_main.cpp objects
# A broken file (MUTANT is its folder) on top of all that, for tests/sync/mutants.sh.
mutant-%: FORCE
	+@$(MAKE) tests-$* && $(call build,$*,chapter-$*,OUT=$(MUTANT) PROGRAM=test WITHOUT=main.cpp WARNINGS=-w \
	  LAYERS="$(MUTANT) tests/sync $(layers-$*)" TOP=$(MUTANT) BASE="$(variant)/chapter-$*-sync $(variant)/doctest" \
	  EXTRA="tests/doctest_main.cpp $(call syncs,$*)")
programs = $(variant)/chapter-$1/test $(if $(call syncs,$1),$(variant)/chapter-$1-sync/test)

test-%: tests-%
	@$(norandom) tests/run.sh $(call programs,$*)

# Built one after the other, each with all cores; run when all are there. What can't be built counts as failed.
test: doctest
	+@for n in $(numbers); do $(MAKE) tests-$$n || true; done
	@$(norandom) tests/run.sh $(foreach n,$(numbers),$(call programs,$n)) $(filter-out tests/run.sh,$(wildcard tests/*.sh))

# --- Exercises: a folder of answers lies on top of the chapter as one more layer -------------------------
# The tests of exercise 5.2 are tests/exercises/5.2-*/*.cpp. Those in test.sync.cpp need sync points.

$(foreach what,exercise hint solution reset watch,$(eval $(what)-%: machine; +@common/tools/exercise.sh $(what) $$*))
exercises: machine
	+@common/tools/exercise.sh list
grade: machine
	+@common/tools/grade.sh
class:
	@common/tools/class.sh
# All of them, as they are in the last commit: a learner's answers are no part of it.
check-exercises: machine
	@rm -rf build/head && mkdir -p build/head && git archive HEAD | tar -x -C build/head
	+@build/head/tests/exercises/check.sh all; status=$$?; \
	  $(if $(WRITE),cp build/head/tests/exercises/README.md tests/exercises/;) exit $$status

variant:
	@echo $(variant)
# Builds the program that judges the answers in the folder ANSWER. All but the answers and what includes
# them is compiled once for all answers: the chapter, the checker, the exercise's tests (unless the answer is a
# header, which may have what the chapter lacks).
answer-%: doctest
	@$(call patience,$(variant)/exercise/chapter-$(firstword $(subst ., ,$*)),Compiling chapter $(firstword $(subst ., ,$*)) and the checker)
	+@$(call build-answer,$(firstword $(subst ., ,$*)),\
	  $(filter-out $(if $(call points,$(firstword $(subst ., ,$*))),,%.sync.cpp),$(wildcard tests/exercises/$*-*/*.cpp)))
points = $(if $(call syncs,$1),tests/sync)
# What lies over a chapter in its exercises' tests: sync points, or a layer of its own.
over = $(call points,$1) $(wildcard tests/support/$(name-$1))
over-name = $(if $(call points,$1),-sync)$(if $(wildcard tests/support/$(name-$1)),-observed)
# The explorer's own test would try the explorer on the learner's lock or note: it is no part of an exercise.
not-judged = main.cpp selftest.cpp
build-answer = base=$(variant)/chapter-$1$(call over-name,$1) checker=$(variant)/exercise/chapter-$1 && \
  $(call build,$1,chapter-$1,OUT=$$base LAYERS="$(call over,$1) $(layers-$1)" objects WITHOUT="$(not-judged)") && \
  $(call build,$1,chapter-$1,OUT=$$checker LAYERS="tests/support $(call over,$1) $(layers-$1)" objects \
    WITHOUT="$(not-judged)" EXTRA="$(if $(wildcard $(ANSWER)/*.hpp),,$2)" BASE=$$base) && \
  $(call build,$1,chapter-$1,OUT=$(variant)/exercise/$(ANSWER) PROGRAM=test WITHOUT="$(not-judged)" TOP=$(ANSWER) \
    LAYERS="$(ANSWER) tests/support $(call over,$1) $(layers-$1)" EXTRA="tests/doctest_main.cpp $2" \
    BASE="$$checker $$base $(variant)/doctest")

# --- Checks ------------------------------------------------------------------------------------------

-include $(wildcard book/book.mk tests/bench/bench.mk)

check:
	+@common/tools/check.sh
check-all:
	+@common/tools/check-all.sh
check-duplicates:
	@common/tools/duplicates.sh
doctor:
	@common/tools/doctor.sh "$(CXX)"
compile_commands.json:
	@common/tools/compile_commands.sh "$(CXX)" $(foreach n,$(numbers),"$n:$(layers-$n)") > $@; echo "wrote $@"
clean:
	rm -rf build compile_commands.json

.DEFAULT:
	@echo "make: I do not know \"$@\". Type make for what there is." >&2; exit 2
