"""statements.py FOLDER COUNT SEED FIRST: one-line mistakes in the runtime, from chapter FIRST on, picked by SEED, until
COUNT of them are mistakes: those that statements.txt calls equivalent come on top.

statements.py FOLDER LIST: those in the file LIST: on each line chapter/file and the mistake, as table.sh prints it, but
without a line number and with plain |.
"""

import random
import re
import sys

from mistakes import mutants
from runtime import show, sources, write

FOLDER, PICK = sys.argv[1], sys.argv[2:]
REASONS = open('tests/mutants/statements.txt').read().splitlines()
NOT_HERE = re.compile(r'memory_order_|acquire|release|seq_cst|acq_rel')  # orders.py covers these
# No test asserts speed (how long to wait before the next look) or chance (the random generator).
PAUSE_OR_CHANCE = re.compile(r'\b(procyield|osyield|usleep)\(|->rand\b')


def words(text):
    return ' '.join(text.split())


def told(text, kind, a, b, new):
    """A number or an operator says little alone, and may be there twice: with the line that it stands in."""
    if kind in ('number', 'other'):
        first, last = text.rfind('\n', 0, a) + 1, text.find('\n', b)
        new = re.sub('//.*', '', text[first:a] + new + text[b:last])
        return words(f'{kind}: {re.sub("//.*", "", text[first:last])}') + ' → ' + words(new)
    return words(f'{kind}: {text[a:b]} → {new}')


def all_mistakes(first):
    seen = set()
    for path, own, last in sources(first):
        text = open(path).read()
        for kind, a, b, new in mutants(text):
            line = text[text.rfind('\n', 0, a) + 1:text.find('\n', b)]
            if kind == 'other' and NOT_HERE.fullmatch(text[a:b]) or re.match(r'\s*(trace(_\w+)?( =|\()|static_assert|#)', line):
                continue
            if kind != 'negate' and 'fatal(' in text[text.rfind('\n', 0, a):text.find(';', b - 1)]:
                continue  # the runtime's check of itself, which a correct runtime never fails
            where = line if kind in ('number', 'other') else text[a:b]
            if PAUSE_OR_CHANCE.search(where) and '\n' not in where and 'mayrunnext' not in where:
                continue
            # Swapping two equal statements or deleting nothing is not a mistake; the generator finds some twice.
            if new.strip() != text[a:b].strip() and (path, a, b, new) not in seen:
                seen.add((path, a, b, new))
                yield path, own, last, kind, a, b, new, told(text, kind, a, b, new)


def equivalent(one):
    start = f'{one[0].split("/")[-1]} {one[-1]}: equivalent: '
    return any(line.startswith(start) for line in REASONS)


def random_ones(count, seed, first):
    kinds = {}
    for one in all_mistakes(first):
        kinds.setdefault(one[3], []).append(one)
    random.seed(seed)
    for found in kinds.values():
        random.shuffle(found)
    # The kinds take turns, so the most frequent one does not crowd out the others.
    for n, kind in sorted((n, kind) for kind, found in kinds.items() for n in range(len(found))):
        one = kinds[kind][n]
        yield one
        count -= not equivalent(one)
        if count == 0:
            return


def listed(lines):
    found = {}
    for one in all_mistakes(3):
        found.setdefault(f'{one[0].removeprefix("chapters/")} {one[-1]}', []).append(one)
    for line in lines:
        if len(found.get(line, [])) != 1:
            sys.exit(f'The source has {len(found.get(line, []))} places for this mistake: {line}')
        yield found[line][0]


picked = random_ones(int(PICK[0]), PICK[1], int(PICK[2])) if len(PICK) > 1 else listed(open(PICK[0]).read().splitlines())
for count, (path, own, last, kind, a, b, new, what) in enumerate(picked):
    text = open(path).read()
    folder = f'{FOLDER}/{count}'
    write(folder, path, text[:a] + new + text[b:])
    show(last, own, path, text.count('\n', 0, a) + 1, what, folder)
