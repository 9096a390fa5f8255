"""orders.py FOLDER: each of the runtime's memory orders from chapter 3 on, replaced by each weaker one."""

import re
import sys

from runtime import show, sources, write

LOAD = {'seq_cst': ['acquire', 'relaxed'], 'acquire': ['relaxed']}
STORE = {'seq_cst': ['release', 'relaxed'], 'release': ['relaxed']}
BOTH = {'seq_cst': ['acq_rel', 'acquire', 'release', 'relaxed'], 'acq_rel': ['acquire', 'release', 'relaxed'],
        'acquire': ['relaxed'], 'release': ['relaxed']}
ORDER = re.compile(r'memory_order_(seq_cst|acq_rel|acquire|release)\b')
OPERATION = re.compile(r'([\w.>\[\]-]+?)(?:\.|->)(\w+)$')


def operation(before):
    """The call whose parenthesis is open at the end of `before`: its object and its name."""
    depth = 0
    for i in range(len(before) - 1, -1, -1):
        depth += {')': 1, '(': -1}.get(before[i], 0)
        if depth < 0:
            return OPERATION.search(before[:i]).groups()


def weaker(what, old):
    return (LOAD if what == 'load' else STORE if what == 'store' else BOTH)[old]


count = 0
for path, own, last in sources(3):
    if last < 4:
        continue  # it runs on one thread
    text = open(path).read()
    code = re.sub(r'//.*', lambda m: ' ' * len(m[0]), text)
    for found in ORDER.finditer(code):
        on, what = operation(code[:found.start()])
        for new in weaker(what, found[1]):
            folder = f'{sys.argv[1]}/{count}'
            write(folder, path, text[:found.start(1)] + new + text[found.end(1):])
            show(last, own, path, text.count('\n', 0, found.start()) + 1, f'{on}.{what}: {found[1]} → {new}', folder)
            count += 1
