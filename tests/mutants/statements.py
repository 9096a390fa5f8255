"""statements.py FOLDER COUNT SEED FIRST: COUNT one-line mistakes in the runtime, from chapter FIRST on."""

import random
import re
import sys

from mistakes import mutants
from runtime import name, show, sources, write

FOLDER, COUNT, SEED, FIRST = sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4])
NOT_HERE = re.compile(r'memory_order_|acquire|release|seq_cst|acq_rel')  # orders.py covers these

kinds, seen = {}, set()
for path, own, last in sources(FIRST):
    text = open(path).read()
    for kind, a, b, new in mutants(text):
        line = text[text.rfind('\n', 0, a) + 1:text.find('\n', b)]
        if kind == 'other' and NOT_HERE.fullmatch(text[a:b]) or re.match(r'\s*(trace\(|static_assert|#)', line):
            continue
        if kind != 'negate' and 'fatal(' in text[text.rfind('\n', 0, a):text.find(';', b - 1)]:
            continue  # the runtime's check of itself, which a correct runtime never fails
        # Swapping two equal statements or deleting nothing is not a mistake; the generator finds some twice.
        if new.strip() != text[a:b].strip() and (path, a, b, new) not in seen:
            seen.add((path, a, b, new))
            kinds.setdefault(kind, []).append((path, own, last, kind, a, b, new))

random.seed(SEED)
for found in kinds.values():
    random.shuffle(found)
# The kinds take turns, so the most frequent one does not crowd out the others.
turns = sorted((n, kind) for kind, found in kinds.items() for n in range(len(found)))
for count, (n, kind) in enumerate(turns[:COUNT]):
    path, own, last, kind, a, b, new = kinds[kind][n]
    text = open(path).read()
    folder = f'{FOLDER}/{count}'
    write(folder, path, text[:a] + new + text[b:])
    show(last, own, path, text.count('\n', 0, a) + 1, f'{kind}: {text[a:b]} → {new}', folder)
