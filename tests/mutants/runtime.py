"""The runtime's files, from which the mutants are made."""

import glob
import os

# Not mutated: output for people, the watchdog, which only says something, measurements, and examples; nor what the layer
# of the tests replaces, the kernel's side.
BESIDE = '''before count countfile countmain cost crunch experiment fastexits infutex main options parts schedtrace sigquit
    traceback trace_g usage walk watchdog watchps'''.split()


def name(path):
    return os.path.basename(path)


def sources(first):
    """From chapter `first` on: each file, the chapter it belongs to, and the last chapter whose program has it."""
    chapters = sorted(glob.glob('chapters/[0-9]*'))
    for n, chapter in enumerate(chapters, 1):
        for path in sorted(glob.glob(chapter + '/*.?pp')):
            hidden = [m for m in range(n + 1, len(chapters) + 1) if os.path.exists(f'{chapters[m - 1]}/{name(path)}')]
            if n >= first and name(path).split('.')[0] not in BESIDE and not os.path.exists(f'tests/sync/{name(path)}'):
                yield path, n, hidden[0] - 1 if hidden else len(chapters)  # a newer file of that name hides it


def write(folder, path, text):
    os.makedirs(folder, exist_ok=True)
    with open(f'{folder}/{name(path)}', 'w') as f:
        f.write(text)


def show(last, own, path, line, what, folder):
    """A line for table.sh."""
    print(last, own, f'{path.removeprefix("chapters/")}:{line}', ' '.join(what.split()), folder, sep='\t')
