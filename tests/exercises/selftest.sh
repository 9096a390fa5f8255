#!/bin/bash
# The checker of exercises, in a copy of the repository: every way in which an answer can go wrong is reported as
# what it is, and no answer can pass by other means than being right.
cd "$(dirname "$0")/../.." || exit 2
export KEPT=$PWD/build/objects  # what has been compiled is not compiled once more here
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
cp -r Makefile chapters asm common tests "$copy"
cd "$copy" || exit 2
unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CXX WERROR SANITIZE DEBUG LEVEL OPTIMIZE WARNINGS CLASS HINTS
export LEVEL=0

has() {  # NAME PATTERN TEXT
  if grep -qE "$2" <<<"$3"; then echo "PASS exercises: $1"
  else printf 'FAIL exercises: %s\n  expected: %s\n  observed: %s\n' "$1" "$2" "$3"; fi
}
hasnot() { if grep -qE "$2" <<<"$3"; then echo "FAIL exercises: $1: $3"; else echo "PASS exercises: $1"; fi; }
# An answer to 2.1, in which fn stands for the body of gostartcall.
frame=chapters/02-context/exercises/2.1-first-frame/gostartcall.cpp
cp -r "${frame%/*}" starter
answer() {  # BODY
  printf '#include <switch.hpp>\n%s\nnamespace rt { static int one = 1;\nvoid gostartcall(G* gp, void (*fn)(G*)) {\n(void)gp, (void)fn, (void)one;\n%s\n} }\n' \
    '#include <cstdio>
#include <cstdlib>
#include <unistd.h>
#include <fatal.hpp>
#include <sys/syscall.h>
#include <linux/futex.h>' "$1" >$frame
}
judged() { answer "$1" && make exercise-2.1 2>&1; }

# --- a fresh copy, and the way through it ---
list=$(make exercises 2>&1)
all=$(find tests/exercises -name starter | wc -l)
has "a fresh copy: none is done, and that is where one starts" "^0 of $all done.*" "$list"
has "… said out loud" "that is where one starts" "$list"
hasnot "… at once: nothing is compiled for that" "." "$(find . -name '*.o' -o -name '*.a')"
has "… and what is next" "make exercise-1\.1" "$list"
first=$(make exercise-2.1 2>&1)
has "the starter says that it is not done" "exercise 2.1 is not done yet. That is where one starts" "$first"
has "… and the first time, that there is something to compile" "^Compiling chapter 2 and the checker" "$first"
hasnot "… once" "Compiling" "$(make exercise-2.1 2>&1)"
if command -v script >/dev/null; then
  seen=$(script -qec "make exercise-2.1" /dev/null 2>&1)
  has "on a terminal it says the same" "That is where one starts" "$seen"
  hasnot "… and make does not add its own word" "\*\*\*" "$seen"
fi
make -s exercise-2.1 >/dev/null 2>&1
has "a script sees the status" "^2$" "$?"
has "watch without a terminal says what it needs" "it needs a terminal" "$(make watch-2.1 2>&1)"
has "debug without a terminal, too" "it needs a terminal" "$(make debug-2 </dev/null 2>&1)"
has "hints: one" "^1\. " "$(make hint-2.1 2>&1)"
hasnot "… and not the second" "^2\. " "$(rm -rf build/hints; make hint-2.1 2>&1)"
has "… one more" "^2\. " "$(make hint-2.1 2>&1)"
has "… and the third, which is the last" "That was the last one" "$(make hint-2.1 2>&1)"
cp tests/exercises/2.1-first-frame/solution/* $frame
has "a right answer" "^Right\.$" "$(make exercise-2.1 2>&1)"
has "… and what to read next" "Read next" "$(make exercise-2.1 2>&1)"
has "… counts" "^1 of $all done" "$(make exercises 2>&1)"
has "… and the next one is the one after it" "^Next: .*make exercise-2\.2$" "$(make exercises 2>&1)"
has "… also said when it is judged" "Next: make exercise-2\.2$" "$(make exercise-2.1 2>&1)"
has "… and where it can be seen at work" "make mine-2$" "$(make exercise-2.1 2>&1)"
has "… also if only exercises is asked" "^1 of $all done" "$(rm -r build/exercises; make exercises 2>&1)"
has "solution: beside yours" "^\+.*reinterpret_cast" "$(cp starter/* $frame; make solution-2.1 2>&1)"
answer 'one++;'
has "reset: a fresh start" "What you had is in build/saved/2.1-" "$(make reset-2.1 2>&1)"
has "… with what was there kept" "one\+\+" "$(cat build/saved/2.1-*/*)"
has "… and the starter back" "not_done" "$(cat $frame)"
has "make clean keeps what was written" "one\+\+" "$(make clean >/dev/null; cat build/saved/2.1-*/*)"
has "all of a chapter" "exercise 2\.1" "$(make exercise-2 2>&1)"
has "an exercise that does not exist" "There is no exercise 9\.9" "$(make exercise-9.9 2>&1)"
has "a command that needs one" "Which one\? make hint-2\.1" "$(make hint-2 2>&1)"
has "in a class there are no solutions" "no solutions in this class" "$(CLASS=1 make solution-2.1 2>&1)"
has "… and, if wished, no hints" "no hints in this class" "$(HINTS=0 make hint-2.1 2>&1)"

# --- what an answer may do ---
has "a build error: with the learner's own path and line" "^$frame:11:[0-9]+: error" "$(judged 'gp->nonsense = 1;')"
has "a crash" "it crashed: Segmentation fault" "$(judged '*reinterpret_cast<volatile int*>(one - 1) = 1;')"
has "an error of the runtime" "the runtime stopped the program: fatal error: enough" "$(judged 'fatal("enough");')"
has "an endless loop" "does not come to an end .stopped after 6 s, and was still busy" "$(judged 'for (volatile int i = 0;;) i = 0;')"
has "everybody sleeps" "everybody sleeps, and nobody is left" "$(judged 'syscall(SYS_futex, &one, FUTEX_WAIT, 1, 0, 0, 0);')"
chatty=$(judged 'for (int i = 0; i < 1000; i++) printf("line %d\n", i); fflush(stdout); abort();')
has "a thousand lines: some of them, and how many more" "line 5$" "$chatty"
has "… and how many more" "and 988 lines more" "$chatty"
hasnot "… but not all of them" "line 500$" "$chatty"
judged 'if (fork() == 0) { for (;;) pause(); } for (;;) pause();' >/dev/null
has "no process is left behind" "^0$" "$(pgrep -fc "$copy/.*/test|exercise/chapters/02.*/test" 2>/dev/null || echo 0)"
report=$(judged 'gp->sched.sp = gp->stack.lo;')
for part in scenario expected observed rule edit "hint +make hint-2.1"; do has "a report has its $part" "^  $part" "$report"; done
if command -v setarch >/dev/null && echo 'int main(){}' | g++ -x c++ -fsanitize=address -o build/probe - 2>/dev/null; then
  has "a sanitizer's report" "a sanitizer has found something" \
    "$(answer 'volatile char* p = static_cast<char*>(malloc(8)); p[8] = 1;' && SANITIZE=address make exercise-2.1 2>&1)"
fi

# --- what is said of a right answer ---
mkdir -p careful
sed 's/memory_order_acquire/memory_order_seq_cst/; s/, memory_order_release, memory_order_relaxed)/)/' tests/exercises/4.3-note/solution/note.hpp >careful/note.hpp
stronger=$(tests/exercises/stronger.sh careful/ tests/exercises/4.3-note/solution)
has "orders: stronger than ours" "^ +key\.load +memory_order_seq_cst, ours: memory_order_acquire$" "$stronger"
has "… none is seq_cst" "^ +key, read and changed +memory_order_seq_cst, ours: memory_order_release$" "$stronger"
hasnot "… as strong as ours is not said" "key\.store" "$stronger"

# --- what an answer may not do ---
cheat() {  # NAME PATTERN TOP BODY: is not graded as right, and says why
  answer "$4" && printf '%s\n' "$3" >>$frame
  make grade >build/grade.log 2>&1
  has "grade: $1" "$2" "$(jq -r '.tests[] | select(.number == "2.1-first-frame") | .status + " " + .output' build/grade/results.json)"
}
cheat "exit(0) in the answer" "^failed .*" "" 'exit(0);'
cheat "… and says so" "ended the process, with status 0" "" 'exit(0);'
cheat "exit(0) before main" "runs before main" 'static int early = (exit(0), 1);' ''
cheat "the passing text printed" "^failed" "" 'puts("Right.\n1 passed, 0 failed"); _exit(0);'
cheat "the checker's functions, again" "multiple definition|not part of the exercise" '#include <string>
#include <functional>
namespace exercise { void judge(const std::string&, const std::function<void()>&) {} }' ''
cheat "… weakly" "not part of the exercise" '#include <sys/types.h>
extern "C" __attribute__((weak)) pid_t fork() { return 1; }' ''
cp starter/* $frame
printf '#define expect(...) 0\n' >chapters/01-syscall/exercises/1.1-decode/decode.hpp
cat tests/exercises/1.1-decode/solution/decode.hpp >>chapters/01-syscall/exercises/1.1-decode/decode.hpp
make grade >/dev/null 2>&1
has "grade: a macro that the tests use" "failed .*the macro expect, which the tests use" \
  "$(jq -r '.tests[0] | .status + " " + .output' build/grade/results.json)"
mkdir -p handed/1.1-decode handed/tests/exercises/1.1-decode
cp tests/exercises/1.1-decode/wrong-go/decode.hpp handed/1.1-decode/
echo '#include <doctest/doctest.h>
TEST_CASE("all is well") {}' | tee handed/tests/exercises/1.1-decode/test.cpp >handed/1.1-decode/test.cpp
SUBMISSION=handed make grade >/dev/null 2>&1
has "grade: tests that are handed in are not taken" "failed" "$(jq -r '.tests[0].status' build/grade/results.json)"
cp tests/exercises/1.1-decode/solution/decode.hpp handed/1.1-decode/
SUBMISSION=handed make grade >/dev/null 2>&1
has "grade: a right answer has its points" "passed 1/1" "$(jq -r '.tests[0] | "\(.status) \(.score)/\(.max_score)"' build/grade/results.json)"
has "… in JUnit's form as well" "failures=\"$((all - 1))\"" "$(cat build/grade/junit.xml)"
has "grade: a folder that does not exist" "there is no such folder" "$(SUBMISSION=nowhere make grade 2>&1)"
