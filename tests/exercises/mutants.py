# mutants.py TESTS OUT MOST SEED, for mutants.sh: of the solution in TESTS. Each is a folder in OUT.
# MOST may be `orders`: each of its memory orders, weakened.
import os, random, sys

sys.path.append('tests/mutants')
from mistakes import mutants
from weaken import weaker

tests, out, most, seed = sys.argv[1:]
def read(where): return {n: open(f'{where}/{n}').read() for n in sorted(os.listdir(where))}
files, kinds, seen = read(f'{tests}/solution'), {}, set()
# What the starter has is not the learner's, unless there is something to mend in it.
given = '' if os.path.exists(f'{tests}/expect') else ''.join(read(f'{tests}/starter').values())
for name, source in files.items():
    for kind, a, b, new in mutants(source):
        at, answer = source.rfind('\n', 0, a) + 1, source[:a] + new + source[b:]
        lines = source[at:source.find('\n', b)]
        if answer in seen or lines in given or lines.lstrip().startswith('trace('): continue
        seen.add(answer)
        line = source.count('\n', 0, at) + 1
        what = ' '.join(f'{kind} {name}:{line}: {source[a:b]} => {new}'.split())
        kinds.setdefault(kind, []).append((what, {**files, name: answer}))
if most == 'orders':
    weak = ((f'order {n}:{s.count(chr(10), 0, at) + 1}: {what}', {**files, n: answer})
            for n, s in files.items() for at, what, answer in weaker(s)
            if s[s.rfind(chr(10), 0, at) + 1:s.find(chr(10), at)] not in given)
    kinds, most = {'order': list(weak)}, 1000
random.seed(seed)
for all in kinds.values(): random.shuffle(all)
turn = sorted((n // (1 + (kind in ('swap', 'delete'))), kind, n)  # twice as many of these
              for kind, all in kinds.items() for n in range(len(all)))
for count, (_, kind, n) in enumerate(turn[:int(most)]):
    os.makedirs(f'{out}/{count:02}')
    for name, text in kinds[kind][n][1].items(): open(f'{out}/{count:02}/{name}', 'w').write(text)
    print(f'{out}/{count:02}\t{kinds[kind][n][0]}', flush=True)
