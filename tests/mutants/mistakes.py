"""Small machine-made mistakes in a C++ source: a statement dropped, two neighbors swapped, a condition negated,
a constant off by one, one status replaced by another, a compare-and-swap taken apart."""
import re

OTHER = dict(w.split('~') for w in '''<~<= >~>= <=~< >=~> ==~!= !=~== &&~|| ||~&& +~- -~+ ++~--
  --~++ +=~-= true~false false~true break~continue continue~break min~max Gwaiting~Grunnable
  Pidle~Prunning Prunning~Pidle Psyscall~Pidle Gsyscall~Grunning Grunning~Gsyscall acquire~relaxed
  Grunnable~Grunning release~relaxed acq_rel~relaxed seq_cst~relaxed'''.split())

# A declaration that only names something: swapped with its neighbor, it means the same or does not compile. (A guard
# does more.)
NAMES = re.compile(r'(?!(return|throw|delete|Unpreempted|Taking)\b)[\w:]+(<[^;]*>)?[*&]* \w+( = \{\})?;|[\w:]+& \w+ = [\w.>\[\]-]+;')

def even(s): return all(s.count(a) == s.count(b) for a, b in ('()', '[]', '{}'))
def end(t, i): return next(j for j in range(i + 1, len(t)) if even(t[i:j]))  # of the bracket that opens at i
def skip(t, i): return i + len(t[i:]) - len(t[i:].lstrip())
def parts(t, a, b):  # of t[a:b], between commas
    cuts = [a - 1, *(i for i in range(a, b) if t[i] == ',' and even(t[a:i])), b]
    return [(skip(t, i + 1), j) for i, j in zip(cuts, cuts[1:])]

def mutants(source):  # kind, from, to, what it becomes
    t = re.sub(r'//.*|"[^"\n]*"|#.*|\[\[.*?\]\]', lambda m: ' ' * len(m[0]), source)
    found = []
    def put(kind, a, b, *new): found.extend((kind, a, b, n) for n in new)
    def row(all):  # of consecutive statements
        for (a, b), (c, d) in zip(all, all[1:]):
            if not NAMES.match(t[a:b]) and not NAMES.match(t[c:d]):
                put('swap', a, d, source[c:d] + source[b:c] + source[a:b])
    def one(i):  # the statement at i: where it begins and ends
        i = skip(t, i)
        if t[i] == '{':
            all = [(i, i + 1)]
            while t[skip(t, all[-1][1])] != '}': all.append(one(all[-1][1]))
            row([s for s in all[1:] if not t[s[0]:].startswith('trace(')])
            return i, end(t, i)
        if t.startswith('try {', i):
            j = end(t, skip(t, i + 3))
            while handler := re.match(r'\s*catch [^{]*', t[j:]): j = end(t, j + handler.end())
            return i, j
        if head := re.match(r'(if|while|for) \(', t[i:]):
            a, b = i + head.end(), end(t, i + head.end() - 1) - 1
            then = last = one(b + 1)
            a = t.rfind(';', a, b) + 1 or a
            if head[1] != 'for': put('negate', a, b, f' !({source[a:b]})')
            for m in re.finditer(r' (&&|\|\|) ', t[a:b]):
                put('half', a, b, source[a:a + m.start()], source[a + m.end():b])
            if more := re.match(r'\s*else\b', t[then[1]:]):
                last = one(then[1] + more.end())
                put('branch', then[1], last[1], '')
            put('branch', i, last[1], ';', source[slice(*then)], source[slice(*last)])
            return i, last[1]
        j = next(j for j in range(i, len(t)) if t[j] == ';' and even(t[i:j]))
        if not re.match(r'return|trace\(|[\w:<>]+[&*]* \*?\w+( =|;|,)', t[i:]):
            row(parts(t, i, j))
            for a, b in parts(t, i, j): put('delete', a, b, '0')
        return i, j + 1
    for m in re.finditer(r'^(?!struct|namespace)[^\n]*\)( const)? (?=\{)', t, re.M): one(m.end())
    for m in re.finditer(r"(?<![\w.%])\d[\d']*(?![\w.])", t):
        put('number', *m.span(), *(str(int(m[0].replace("'", '')) + d) for d in (1, -1)))
    for m in re.finditer(r'memory_order_(?=\w)|\w+|[^\w\s()!]+(?=[ ;])', t):
        if m[0] in '<>' and source[m.start() - 1] != ' ': continue  # a template's
        if m[0] in OTHER: put('other', *m.span(), OTHER[m[0]])
    for m in re.finditer(r'([\w>.-]+)\.compare_exchange_strong\(', t):
        stop = end(t, m.end() - 1)
        old, new = (source[a:b] for a, b in parts(t, m.end(), stop - 1)[:2])
        put('two-steps', m.start(), stop, f'({m[1]}.load(memory_order_seq_cst) == {old} && '
            f'({m[1]}.store({new}, memory_order_seq_cst), true))')
    return found
