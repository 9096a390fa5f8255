# Handoff: how Go makes a system call, rebuilt in C++, one chapter at a time.   `make` says what there is.

SHELL    := /bin/bash
CXX      ?= g++
Q        := $(if $(V),,@)
comma    := ,

# Commands one after the other, but each compiles on all cores.
.NOTPARALLEL:
jobs     := $(if $(filter 0,$(MAKELEVEL)),$(if $(filter -j%,$(MAKEFLAGS)),,-j$(shell nproc 2>/dev/null || echo 2)))
MAKEFLAGS += --no-print-directory $(jobs)

.PHONY: help test variant exercises grade class check check-all litmus mutants stress stress-build check-duplicates check-exercises doctor clean compile_commands.json FORCE
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
# doctest counts with __COUNTER__, of which clang 22 warns at every use (older ones do not know the warning).
WARNINGS := -Wall -Wextra -Wpedantic $(if $(clang),-Wno-unknown-warning-option -Wno-c2y-extensions,-Wno-restrict) $(if $(WERROR),-Werror)
# On a terminal a long compilation says how far it is (common/tools/compile.sh).
PROGRESS ?= $(shell [ -t 2 ] && echo /dev/stderr)
# What is under test is optimized. Of a test hundreds of assertions would be: that takes two to four times as long, and
# says nothing more. (LEVEL is how check-all compiles all that there is.)
TESTS    := $(if $(SANITIZE),-O0,$(if $(LEVEL),,-O0))
export CXX OPTIMIZE SANITIZERS WARNINGS TESTS Q PROGRESS

# $(call build,CHAPTER,FOLDER,more variables): one program of a chapter
build  = $(MAKE) -f common/program.mk OUT=$(variant)/$2 LAYERS="$(layers-$1)" DEFINES="-DCHAPTER=$1" $(if $(filter-out 1 2,$1),$(call headers,headers)) $3
# (Chapters 1 and 2 have few files. clang refuses a precompiled header where g++ reads the file itself. And somebody has
# to notice an #include that is missing: builds with sanitizers do, and check-all with clang.)
headers = $(if $(clang)$(SANITIZE),,PRECOMPILED=$(variant)/precompiled/$1.hpp)
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

# The same with one more layer, in which a record is kept. (TRACE is these programs' own, whatever it is outside of make.)
unexport TRACE
trace-%: build-%
	@$(call patience,$(variant)/chapter-$*/traced/program,Compiling chapter $* with a record)
	+@$(call build,$*,chapter-$*/traced,TOP=common/traced LAYERS="common/traced $(layers-$*)" BASE=$(variant)/chapter-$*)
	@mkdir -p build/trace
	@TRACE=build/trace/chapter-$*.json $(show) $(norandom) $(variant)/chapter-$*/traced/program $(ARGS) $(if $(EVENTS),2>&1 >/dev/null)
# The timeline, or those events that EVENTS asks for (common/traced/trace_show.cpp).
show = $(if $(EVENTS),TRACE_SHOW="$(EVENTS)",TRACE_TIMELINE=1)

# gdb, with its commands from a terminal or a pipe.
interactive = { test -t 0 || test -p /dev/stdin || test -f /dev/stdin || { \
  echo "make $@ starts gdb: it needs a terminal, or gdb's commands on its standard input." >&2; exit 2; }; }
gdb = gdb -q -x common/tools/handoff-gdb.py --args build/$(notdir $(lastword $(CXX)))-debug/$1/program $(ARGS)
debug-%: machine
	@$(call exists,$*) && $(interactive)
	@common/tools/need.sh gdb
	+@$(MAKE) DEBUG=1 SANITIZE= LEVEL= build-$*
	@$(call gdb,chapter-$*)

build-%: machine
	@$(call exists,$*)
	@$(call patience,$(variant)/chapter-$*/program,Compiling chapter $*)
	+@$(call build,$*,chapter-$*)

# --- The same with the learner's right answers on top ------------------------------------------------
# They are one more layer, of links to the answers (common/tools/mine.sh). What they do not touch is chapter N's.

mine-build-%: build-%
	+@common/tools/exercise.sh mine $*
	+@$(call build-mine,$*,mine-$*,build/mine/chapter-$*)
# $(call build-mine,CHAPTER,FOLDER,LAYERS ON TOP)
build-mine = $(call build,$1,$2,TOP="$3" LAYERS="$3 $(layers-$1)" BASE=$(variant)/chapter-$1)
mine-%: mine-build-%
	@$(norandom) $(variant)/mine-$*/program $(ARGS)
mine-trace-%: build-%
	+@common/tools/exercise.sh mine $*
	@$(call patience,$(variant)/mine-$*/traced/program,Compiling chapter $* with your answers and a record)
	+@$(call build-mine,$*,mine-$*/traced,common/traced build/mine/chapter-$*)
	@mkdir -p build/trace
	@TRACE=build/trace/mine-$*.json TRACE_TIMELINE=1 $(norandom) $(variant)/mine-$*/traced/program $(ARGS)
mine-debug-%: machine
	@$(call exists,$*) && $(interactive)
	@common/tools/need.sh gdb
	+@$(MAKE) DEBUG=1 SANITIZE= LEVEL= mine-build-$*
	@$(call gdb,mine-$*)

# --- Looking at the layers ---------------------------------------------------------------------------

# (One rule each: of a pattern rule with several targets make would run only the first that is asked for.)
$(foreach what,files diff snapshot,$(eval $(what)-%: FORCE $$(if $$(MINE),machine); +@$$(call exists,$$*) && $$(with-mine) common/tools/layers.sh $(what) $$* $$(mine) $$(layers-$$*)))
# MINE=1: with the learner's right answers on top.
with-mine = $(if $(MINE),common/tools/exercise.sh mine $* &&)
mine      = $(if $(MINE),build/mine/chapter-$*)

# --- Tests -------------------------------------------------------------------------------------------
# A chapter is held to its own tests and to those of all chapters before it (make test-N). `make test` runs a
# chapter's tests on that chapter and on the last one, which has all that came before in it; check-all those between.
# The tests named .sync.cpp are compiled with one more layer on top, in which every atomic operation is a sync point
# (tests/sync); without sanitizers, which do not understand its coroutines. The exercises' judges, which are built from
# the same objects, show the last events of the record. The code that shows it is tested there, too (and, with
# sanitizers, by make trace-N in check-all).
synced = tests/sync common/traced

upto  = $(foreach n,$(numbers),$(if $(filter $n,$(wordlist 1,$1,$(numbers))),$n))
tests = $(wildcard $(foreach n,$(call upto,$1),tests/$(name-$n)$2.cpp $(if $2,,tests/$(name-$n).signals.cpp)))
syncs = $(if $(SANITIZE),,$(call tests,$1,*.sync))

# Where a goroutine may run without a P for a moment (extend.hpp), a third program makes that moment longer.
extended = $(wildcard $(addsuffix /extend.hpp,$(layers-$1)))

# $(call plain-tests,CHAPTER,PROGRAM,FILES), the same with sync points, and with longer moments
plain-tests = $(call build,$1,chapter-$1,PROGRAM=$2 $(with-tests) EXTRA="tests/doctest_main.cpp $3")
sync-tests  = $(if $3,$(call build,$1,chapter-$1-sync,PROGRAM=$2 $(with-tests) $(light) $(told) \
  LAYERS="$(synced) $(layers-$1)" EXTRA="tests/doctest_main.cpp $3"),:)
extended-tests = $(if $(call extended,$1),$(call extended-build,$1,WITHOUT=) && $(call extended-build,$1,PROGRAM=test \
  WITHOUT=main.cpp EXTRA="tests/doctest_main.cpp $(filter-out %.signals.cpp $(addprefix tests/0,1-% 2-% 3-% 4-%),$2)"),:)
extended-build = $(call build,$1,chapter-$1-extended,TOP=tests/extended LAYERS="tests/extended $(layers-$1)" \
  BASE="$(variant)/chapter-$1 $(variant)/doctest" $2)
tests-%: build-% sync-tests-%
	@$(call patience,$(variant)/chapter-$*/test,Compiling chapter $*'s tests)
	+@$(call plain-tests,$*,test,$(call tests,$*))
	+@$(call extended-tests,$*,$(call tests,$*))
sync-tests-%: machine doctest
	@$(call exists,$*)
	+@$(call sync-tests,$*,test,$(call syncs,$*))
own-tests-%: build-% doctest
	@$(call patience,$(variant)/chapter-$*/own,Compiling chapter $*'s tests)
	+@$(call plain-tests,$*,own,$(wildcard tests/$(name-$*).cpp tests/$(name-$*).signals.cpp))
	+@$(call sync-tests,$*,own,$(if $(SANITIZE),,$(wildcard tests/$(name-$*)*.sync.cpp)))
with-tests = WITHOUT=main.cpp BASE=$(variant)/doctest
doctest: machine
	@common/tools/need.sh doctest
	+@$(MAKE) -f common/program.mk OUT=$(variant)/doctest LAYERS= EXTRA=tests/doctest_main.cpp TESTS=-O0 objects
# What is compiled to be tested under the explorer, or by an exercise's tests, runs for seconds and is waited for:
# what counts is how soon it is there.
light    = $(if $(LEVEL)$(DEBUG)$(SANITIZE),,OPTIMIZE=-O1 SYMBOLS=-g1 $(call headers,light))
# Under the explorer the compiler tells of each plain load and store (tests/sync/races.hpp).
told     = $(if $(SANITIZE),,TOLD="-fsanitize=thread -DRT_TOLD $(tsan) $(if $(clang),,-Wno-tsan)")
# A broken file (MUTANT is its folder) on top of all that, for tests/mutants; and its chapter's other tests.
mutant = $(call build,$1,chapter-$1,OUT=$(MUTANT)/$2 TOP=$(MUTANT) WARNINGS=-w \
  LAYERS="$(MUTANT) $(if $3,$(synced)) $(layers-$1)" BASE="$(variant)/chapter-$1$(if $3,-sync) $(variant)/doctest" $4 $3)
mutant-%: FORCE
	+@$(MAKE) sync-tests-$* && $(call mutant,$*,explored,$(light) $(told) EXTRA="tests/doctest_main.cpp $(call syncs,$*)",\
	  PROGRAM=test WITHOUT=main.cpp)
mutant-tests-%: FORCE
	+@$(MAKE) tests-$* && $(call mutant,$*,tests) && $(call mutant,$*,tests,,PROGRAM=test WITHOUT=main.cpp \
	  EXTRA="tests/doctest_main.cpp $(call tests,$*)")
programs = $(variant)/chapter-$1/test $(if $(call syncs,$1),$(variant)/chapter-$1-sync/test) \
  $(if $(call extended,$1),$(variant)/chapter-$1-extended/test)
own-programs = $(variant)/chapter-$1/own \
  $(if $(SANITIZE),,$(if $(wildcard tests/$(name-$1)*.sync.cpp),$(variant)/chapter-$1-sync/own))

test-%: tests-%
	@$(norandom) tests/run.sh $(call programs,$*)

# Built one after the other, each with all cores; run when all are there. What can't be built counts as failed.
last    = $(lastword $(numbers))
earlier = $(filter-out $(last),$(numbers))
test: doctest
	+@for n in $(earlier:%=own-tests-%) tests-$(last); do $(MAKE) $$n || true; done
	@$(norandom) tests/run.sh $(foreach n,$(earlier),$(call own-programs,$n)) $(call programs,$(last)) \
	  $(filter-out tests/run.sh,$(wildcard tests/*.sh))

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
answer-%: machine
	+@$(call build-answer,$(firstword $(subst ., ,$*)),\
	  $(filter-out $(if $(call points,$(firstword $(subst ., ,$*))),,%.sync.cpp),$(wildcard tests/exercises/$*-*/*.cpp)))
points = $(if $(call syncs,$1),tests/sync)
# What lies over a chapter in its exercises' tests: sync points, or a layer of its own; and the record.
over = $(call points,$1) $(wildcard tests/support/$(name-$1)) common/traced
over-name = $(if $(call points,$1),-sync,-judged)$(if $(wildcard tests/support/$(name-$1)),-observed)
# What no test of an exercise calls. (The explorer's own test would try the explorer on the learner's lock or note.)
not-judged = main.cpp selftest.cpp experiment.cpp report.cpp parts.cpp $(if $(call points,$1),,explored.cpp)
build-answer = base=$(variant)/chapter-$1$(call over-name,$1) checker=$(variant)/exercise/chapter-$1 && \
  $(call build,$1,chapter-$1,OUT=$$base LAYERS="$(call over,$1) $(layers-$1)" objects WITHOUT="$(not-judged)" $(light) $(if $(call points,$1),$(told))) && \
  $(call build,$1,chapter-$1,OUT=$$checker LAYERS="tests/support $(call over,$1) $(layers-$1)" objects \
    WITHOUT="$(not-judged)" EXTRA="$(if $(wildcard $(ANSWER)/*.hpp),,$2)" BASE=$$base $(light) $(if $(call points,$1),$(told))) && \
  $(call build,$1,chapter-$1,OUT=$(variant)/exercise/$(ANSWER) PROGRAM=test WITHOUT="$(not-judged)" TOP=$(ANSWER) \
    LAYERS="$(ANSWER) tests/support $(call over,$1) $(layers-$1)" EXTRA="$2" \
    BASE="$$checker $$base" $(light) $(if $(call points,$1),$(told)))

# --- Checks ------------------------------------------------------------------------------------------

-include $(wildcard book/book.mk tests/bench/bench.mk)

check:
	+@common/tools/check.sh
check-all:
	+@common/tools/check-all.sh
# Load, faults and random programs: a quarter of an hour and 5 GiB. QUICK=1: half a minute, as in make check.
stress: stress-build
	@$(if $(QUICK),,STRESS=1 RANDOM_PROGRAMS=20000) LIMIT=3600 $(norandom) tests/run.sh $(variant)/chapter-$(last)-stress/test
stress-build: build-$(last) doctest
	+@$(call stress-part,) && $(call stress-part,PROGRAM=test WITHOUT=main.cpp EXTRA="tests/doctest_main.cpp $(wildcard tests/stress/*.cpp)")
stress-part = $(call build,$(last),chapter-$(last)-stress,TOP="tests/books common/traced" LAYERS="tests/books common/traced $(layers-$(last))" \
  BASE="$(variant)/chapter-$(last) $(variant)/doctest" $1)
# Does the explorer know C++'s memory model? Against the standard's text, and Relacy (tests/litmus), if that can be had.
litmus: sync-tests-$(last)
	+@$(call build,$(last),chapter-$(last)-sync,PROGRAM=litmus $(with-tests) $(light) $(told) \
	  LAYERS="$(synced) $(layers-$(last))" EXTRA="tests/doctest_main.cpp $$(common/tools/need.sh relacy && echo tests/litmus/relacy.cpp) \
	  $(filter-out %/relacy.cpp,$(wildcard tests/litmus/*.cpp))")
	@tests/run.sh $(variant)/chapter-$(last)-sync/litmus
# Would the tests notice? Takes two or three hours: each broken file is compiled and judged (book/appendix-proof.md).
mutants: machine doctest
	+@tests/mutants/chosen.sh
	+@tests/mutants/table.sh orders
	+@for seed in $(or $(SEED),1 2); do tests/mutants/table.sh statements $(or $(COUNT),60) $$seed || exit; done
	@$(if $(WRITE),tests/mutants/page.sh $(or $(SEED),1 2))
check-duplicates:
	@common/tools/duplicates.sh
doctor:
	@common/tools/doctor.sh "$(CXX)"
compile_commands.json:
	@common/tools/compile_commands.sh "$(CXX)" $(foreach n,$(numbers),"$n:$(layers-$n)") > $@; echo "wrote $@"
# But for what a learner has written: reset-N.K keeps that in build/saved.
clean:
	find build -mindepth 1 -maxdepth 1 -not -name saved -exec rm -rf {} + 2>/dev/null; rm -f compile_commands.json
	@[ ! -d build/saved ] || echo "Kept: build/saved, your answers from before each make reset-N.K."

.DEFAULT:
	@echo "make: I do not know \"$@\". Type make for what there is." >&2; exit 2
