"""orders.py FOLDER: each of the runtime's memory orders from chapter 3 on, replaced by each weaker one."""

import sys

from runtime import show, sources, write
from weaken import weaker

count = 0
for path, own, last in sources(3):
    if last < 4:
        continue  # it runs on one thread
    text = open(path).read()
    for at, what, mutant in weaker(text):
        folder = f'{sys.argv[1]}/{count}'
        write(folder, path, mutant)
        show(last, own, path, text.count('\n', 0, at) + 1, what, folder)
        count += 1
