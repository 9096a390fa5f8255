# Handoff: how Go makes a system call, rebuilt in C++, one chapter at a time.   `make` says what there is.

SHELL    := /bin/bash
CXX      ?= g++
DEBUG    ?=
SANITIZE ?=
GUARD    ?=
V        ?=
Q        := $(if $(V),,@)

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

# --- Build variants: each compiler, DEBUG=1 and SANITIZE=… has its own folder ------------------------

variant  := build/$(notdir $(CXX))$(if $(DEBUG),-debug)$(SANITIZE:%=-%)
OPTIMIZE ?= $(if $(DEBUG),-O0,$(if $(SANITIZE),-O1,-O2))
SANITIZERS := $(if $(SANITIZE),-fsanitize=$(if $(filter address,$(SANITIZE)),address$(comma)undefined,$(SANITIZE)) -fno-omit-frame-pointer)
comma    := ,
export CXX OPTIMIZE SANITIZERS WERROR Q

# $(call build,CHAPTER,FOLDER,more variables): one program of a chapter
build = $(MAKE) --no-print-directory -f common/program.mk OUT=$(variant)/$2 LAYERS="$(layers-$1)" DEFINES="-DCHAPTER=$1 $(DEFINES-$2)" $3

# --- Running and testing chapters -------------------------------------------------------------------

chapter-%:
	@$(call exists,$*)
	@$(call build,$*,chapter-$*)
	@$(variant)/chapter-$*/program $(ARGS)
exists = test -n "$(layers-$1)" || { echo "There is no chapter $1: the chapters are $(numbers)." >&2; exit 2; }

# $(call tests,N): chapter N's tests, and those of all chapters before it, against chapter N's layers
upto  = $(foreach n,$(numbers),$(if $(filter $n,$(wordlist 1,$1,$(numbers))),$n))
tests = $(wildcard $(foreach n,$(call upto,$1),tests/$(name-$n).cpp))

test-%:
	@$(call exists,$*)
	@$(call build,$*,chapter-$*,PROGRAM=tests WITHOUT=main.cpp EXTRA="tests/doctest_main.cpp $(call tests,$*)")
	@tests/run.sh $(variant)/chapter-$*/tests
