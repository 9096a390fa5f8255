# How one program is built from a pile of layers. The Makefile calls it once for each program:
#
#   make -f common/program.mk LAYERS="chapters/05-… asm/05-… … common" OUT=build/g++/chapter-5
#
# LAYERS   folders, newest first           OUT      where its objects and the program go
# PROGRAM  its name (default: program)     EXTRA    sources beside the layers' (tests)
# WITHOUT  file names to leave out         DEFINES  -D flags
# SYMBOLS  how much a debugger shall know (default: -g)
# TESTS    more flags for the tests themselves, tests/*.cpp
# TOLD     more flags for all but the tests and what they bring; an answer (TOP) is no test
#          (nor is tests/sync/copies.cpp)
# PRECOMPILED  a copy of tests/headers.hpp that is read first, and compiled once
# BASE     folders in which other programs were built from almost the same files: what was compiled there
#          is used again, unless it saw a file that TOP, the first one or two of LAYERS, shadows. So an exercise
#          compiles in a second.

PROGRAM ?= program
SYMBOLS ?= -g

# THE RULE OF THE REPOSITORY: for each file name, the newest file among the layers wins.
names   := $(sort $(notdir $(wildcard $(foreach d,$(LAYERS),$d/*.hpp $d/*.cpp $d/*.S))))
newest  := $(foreach n,$(names),$(firstword $(wildcard $(addsuffix /$n,$(LAYERS)))))

sources := $(filter-out $(addprefix %/,$(WITHOUT)),$(filter %.cpp %.S,$(newest))) $(EXTRA)

# The rule's shortcut for TOP. A .d file names everything that an object was compiled from.
shadows  := $(notdir $(wildcard $(foreach d,$(TOP),$d/*.hpp $d/*.cpp $d/*.S)))
stale    := $(if $(shadows),$(shell find $(BASE) -name '*.d' 2>/dev/null | xargs -r grep -lF $(shadows:%=-e /%)))
usable   = $(firstword $(filter-out $(stale:.d=.o),$(wildcard $(BASE:%=%/$1.o))))
objects := $(foreach s,$(sources),$(or $(if $(filter-out $(TOP:%=%/%),$s),$(call usable,$s)),$(OUT)/$s.o))

compile := $(CXX) -std=c++20 $(OPTIMIZE) $(SYMBOLS) -pthread -fstack-clash-protection $(WARNINGS) $(SANITIZERS) \
           $(DEFINES) $(addprefix -I,$(LAYERS))

# On a terminal one line says how far it is, where there is more to compile than one would wait for in silence.
TOTAL    := $(words $(filter-out $(wildcard $(objects)),$(objects)))
ifneq ($(word 4,$(filter-out $(wildcard $(objects)),$(objects))),)
progress := $(PROGRESS)
$(if $(progress),$(shell rm -f $(OUT)/compiled))
endif
export OUT TOTAL

.PHONY: FORCE objects
$(OUT)/$(PROGRAM): $(objects) $(OUT)/$(PROGRAM).objects
	$(Q)$(if $(progress),printf '\r\033[K' >$(progress);) $(compile) -o $@ $(objects) $(LDLIBS)
objects: $(objects)
	$(Q)$(if $(progress),printf '\r\033[K' >$(progress),:)

# One for each set of flags: g++ takes that which fits.
precompiled := $(addprefix $(PRECOMPILED),$(if $(PRECOMPILED),.gch/plain $(if $(TOLD),.gch/told) $(if $(TESTS),.gch/tests)))
$(OUT)/%.o: % $(OUT)/files | $(precompiled)
	$(Q)PROGRESS=$(progress) common/tools/compile.sh $< $@ $(compile) $(if $(filter tests/$(notdir $<),$<),$(TESTS)) $(if $(filter-out tests/%,$<)$(filter $(TOP:%=%/%) %/copies.cpp,$<),$(TOLD)) $(if $(filter tests/sync/%,$<),$(if $(filter -O1,$(OPTIMIZE)),-O2),$(if $(filter %.cpp,$<),$(addprefix -include ,$(PRECOMPILED))))
$(PRECOMPILED): tests/headers.hpp common/program.mk Makefile
	$(Q)mkdir -p $(@D); $(CXX) -std=c++20 -E -MD -MP -MF $@.d -MT $@ -x c++ $< | sha256sum >$@.sum; cp $< $@
$(precompiled): $(PRECOMPILED)
	$(Q)mkdir -p $(@D)
	$(Q)$(filter-out $(DEFINES) -I%,$(compile)) $(if $(filter %/told,$@),$(TOLD)) $(if $(filter %/tests,$@),$(TESTS)) -x c++-header $(PRECOMPILED) -o $(PRECOMPILED).$(@F)
	$(Q)mv $(PRECOMPILED).$(@F) $@

# Objects also depend on the *list* of files. A file added to a layer changes no file that an object
# was made from, and yet shadows one of them. The stamp gets a new date only when the list changes.
stamp = $(Q)mkdir -p $(@D); echo '$1' | cmp -s - $@ || echo '$1' > $@
$(OUT)/files: FORCE
	$(call stamp,$(filter-out -Werror,$(compile)) $(newest))
$(OUT)/$(PROGRAM).objects: FORCE
	$(call stamp,$(objects))

-include $(wildcard $(objects:.o=.d) $(PRECOMPILED).d)
