"""Every weaker order for each memory order in a C++ source."""

import re

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


def weaker(text):
    """Where, what it is in words, and the text with it."""
    code = re.sub(r'//.*', lambda m: ' ' * len(m[0]), text)
    for found in ORDER.finditer(code):
        on, what = operation(code[:found.start()])
        for new in (LOAD if what == 'load' else STORE if what == 'store' else BOTH).get(found[1], []):
            yield found.start(), f'{on}.{what}: {found[1]} → {new}', text[:found.start(1)] + new + text[found.end(1):]
