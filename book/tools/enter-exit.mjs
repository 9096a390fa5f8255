// Draws book/img/enter-exit.svg: the path of one system call in chapter 7's runtime, and what it does to G, M and P.
// The numbers are those in the comments of reentersyscall and exitsyscall0. --check holds the order of the steps
// against the code.
import { finish, line, rect, svg, text } from './svg.mjs';

// A section: title, what G1, M1 and P0 are when it begins, its steps, and how its track is drawn.
// A step: number in the code, function, remark, and what it changes.
const sections = [
  {
    title: 'Going in', where: 'on M1', track: 'lineblue', start: ['Grunning', 'has P0', 'Prunning, on M1'],
    steps: [
      ['1', 'reentersyscall', 'keeps pc and sp, for debuggers', {}],
      ['2', 'casgstatus', '', { g: 'Gsyscall' }],
      ['3', 'wakesysmon', 'if it sleeps', {}],
      ['4', 'm.p, p.m', 'are cut; m.oldp remembers P0', { m: 'no P, oldp = P0', p: 'Prunning, on no M' }],
      ['5', 'p.status.store', 'from here on anybody may take P0', { p: 'Psyscall' }],
      ['', 'SYSCALL', 'the kernel has M1, and may let it sleep', {}],
    ],
  },
  {
    title: 'Back, way A: P0 still lies there', where: 'on M1', track: 'lineblue',
    start: ['Gsyscall', 'no P', 'Psyscall'],
    steps: [
      ['', 'exitsyscallfast_oldp', 'CAS Psyscall → Pidle: M1 wins', { p: 'Pidle' }],
      ['', 'acquirep', 'P0', { m: 'has P0', p: 'Prunning, on M1' }],
      ['', 'casgstatus', '', { g: 'Grunning' }],
    ],
  },
  {
    title: 'Or the call lasts: sysmon hands P0 off', where: 'sysmon, M2', track: 'linenew',
    start: ['Gsyscall', 'no P, oldp = P0', 'Psyscall'],
    steps: [
      ['', 'retake', 'CAS Psyscall → Pidle: sysmon wins', { p: 'Pidle' }],
      ['', 'handoffp', 'there is work: startm wakes M2, or makes it', {}],
      ['', 'acquirep', 'P0, on M2, which runs other goroutines', { p: 'Prunning, on M2' }],
    ],
  },
  {
    title: 'Back, way B: another P is idle', where: 'on M1', track: 'lineblue',
    start: ['Gsyscall', 'no P', 'Prunning, on M2'],
    steps: [
      ['', 'exitsyscallfast_oldp', 'CAS: M1 loses', {}],
      ['', 'exitsyscallfast_pidle', 'takes P1 from the idle list', {}],
      ['', 'acquirep', 'P1', { m: 'has P1' }],
      ['', 'casgstatus', '', { g: 'Grunning' }],
    ],
  },
  {
    title: 'Back, way C: no P is idle', where: 'on M1, on g0', track: 'lineblue dash',
    start: ['Gsyscall', 'no P', 'Prunning, on M2'],
    steps: [
      ['1', 'casgstatus, dropg', 'G1 and M1 part', { g: 'Grunnable', m: 'no P, no G' }],
      ['2', 'pidleget', 'once more, under sched.lock: none', {}],
      ['3', 'globrunqput', 'from here on any M may take G1', { g: 'Grunnable, queued' }],
      ['4', 'stopm', 'M1 sleeps until somebody has a P for it', { m: 'asleep' }],
      ['', 'execute', 'sooner or later, on an M that has a P', { g: 'Grunning, on an M' }],
    ],
  },
];

const R = 24; // height of a row
const columns = [['g', 'G1', 424, 134], ['m', 'M1', 562, 134], ['p', 'P0', 700, 142]];

// Green: runs. Orange and thick: nobody's. Plain: waits for its turn.
const look = (s) => (/running, on no|yscall/.test(s) ? 'hot' : /running|has/.test(s) ? 'ok' : 'cell');

function section({ title, where, track, start, steps }, top) {
  const out = [text(44, top + 17, title, 'b'), text(414, top + 17, where, 's dim end')];
  const n = steps.length;
  out.push(line(`M28 ${top + R}V${top + R * (n + 0.6)}`, track));
  steps.forEach(([number, name, remark], i) => {
    const y = top + R * (i + 1);
    if (number) {
      out.push(rect(14, y + 3, 28, 18, 'panel'), text(28, y + 17, `[${number}]`, 'm s b mid'));
    } else out.push(`<circle cx="28" cy="${y + 12}" r="4" class="cell"/>`);
    out.push(`<text x="52" y="${y + 17}" class="s"><tspan class="m b">${name}</tspan> ${remark}</text>`);
  });
  // One bar a column; a new piece where a step changes something.
  columns.forEach(([key, , x, w], c) => {
    const pieces = [[0, start[c]]];
    steps.forEach(([, , , change], i) => change[key] && pieces.push([i + 1, change[key]]));
    pieces.forEach(([from, label], i) => {
      const to = pieces[i + 1]?.[0] ?? n + 1;
      out.push(rect(x, top + R * from + 1, w, R * (to - from) - 2, look(label)));
      out.push(text(x + w / 2, top + R * from + 17, label, `s mid${from ? ' b' : ''}`));
    });
  });
  return out;
}

const body = [text(20, 32, 'One system call: what it does to G1, M1 and P0', 'h')];
for (const [, name, x, w] of columns) body.push(text(x + w / 2, 60, name, 'h mid'));
let top = 70;
for (const each of sections) {
  body.push(...section(each, top));
  top += R * (each.steps.length + 1) + 12;
}
const key = '[n]: as in the comments of reentersyscall and exitsyscall0.  Thick: in the kernel, or with nobody.  ' +
  'Bold: what the step changes.';
body.push(text(20, top + 12, key, 's dim'));

const c5 = 'chapters/05-entersyscall/';
const c6 = 'chapters/06-exitsyscall-fast/';
const c7 = 'chapters/07-exitsyscall-slow/';
const facts = [
  [`${c5}entersyscall.cpp`, /syscallpc = pc;  \/\/ \[1\][^]*casgstatus\(gp, Grunning, Gsyscall\);  \/\/ \[2\]/, 'in, [1] and [2]'],
  [`${c5}entersyscall.cpp`, /\/\/ \[2\]\s+if \(sched\.sysmonwait[^]*wakesysmon\(\);  \/\/ \[3\][^]*\/\/ \[4\]/, 'in, [3]'],
  [`${c5}entersyscall.cpp`, /pp->m = nullptr;  \/\/ \[4\]\s+mp->oldp = pp;\s+mp->p = nullptr;/, 'in, [4]'],
  [`${c5}entersyscall.cpp`, /mp->p = nullptr;[^]*status\.store\(Psyscall, \w+\);  \/\/ \[5\]/, 'in, [5]'],
  [`${c5}retake.cpp`, /status != Psyscall [^]*compare_exchange_strong\(status, Pidle[^]*handoffp\(pp\)/, 'sysmon'],
  [`${c5}handoffp.cpp`, /startm\(pp, spinning\)[^]*return start\(pp, false\);  \/\/ \[1\]/, 'sysmon: startm'],
  [`${c6}exitsyscallfast_oldp.cpp`, /status = Psyscall;[^]*compare_exchange_strong\(status, Pidle[^]*acquirep\(oldp\)/, 'way A'],
  [`${c6}exitsyscallfast.cpp`, /!exitsyscallfast_oldp\(oldp\)\) \{[^]*!exitsyscallfast_pidle\(\)/, 'A before B'],
  [`${c6}exitsyscallfast_pidle.cpp`, /pidleget\(\)[^]*acquirep\(pp\)/, 'way B'],
  [`${c7}exitsyscall.cpp`, /oldp = nullptr;\s+if \(exitsyscallfast\(oldp\)\) \{\s+casgstatus\(gp, Gsyscall, Grunning\);/, 'A, B'],
  [`${c7}exitsyscall.cpp`, /\} else \{\s+mcall\(exitsyscall0\)/, 'C'],
  [`${c7}exitsyscall0.cpp`, /Gsyscall, Grunnable\);  \/\/ \[1\]\s+dropg\(\);[^]*pidleget\(\);  \/\/ \[2\]/, 'C, [1] and [2]'],
  [`${c7}exitsyscall0.cpp`, /\/\/ \[2\][^]*globrunqput\(gp\);  \/\/ \[3\][^]*stopm\(\);  \/\/ \[4\]/, 'C, [3] and [4]'],
];

const inwords = ([number, name, remark, change]) => [
  number && `[${number}]`, name, remark,
  ...columns.filter(([key]) => change[key]).map(([key, of]) => `(${of}: ${change[key]})`),
].filter(Boolean).join(' ');
const desc = sections.map(({ title, start, steps }) =>
  `${title}. G1 ${start[0]}, M1 ${start[1]}, P0 ${start[2]}. ${steps.map(inwords).join('; ')}.`).join(' ');
finish({ 'enter-exit.svg': svg([0, 860, top + 26], 'The path of one system call', desc, body.join('\n')) }, facts);
