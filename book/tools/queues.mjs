// Draws the run queues: queues-3.svg, the one of chapter 3, and queues-4.svg, a P's ring and the global queue. Set by
// hand; --check holds each statement against the code.
import { arrow, finish, line, rect, svg, text } from './svg.mjs';

const cell = (x, y, w, h, label, cls = 'used') =>
  rect(x, y, w, h, cls, 0) + (label && text(x + w / 2, y + h / 2 + 5, label, 'mid m'));
const box = (x, y, w, h, title, note) =>
  rect(x, y, w, h, 'box', 8) + text(x + w / 2, y + h / 2 - 4, title, 'mid b') +
  text(x + w / 2, y + h / 2 + 14, note, 's mid dim');

// --- chapter 3 ---

const three = [
  text(20, 32, 'The one run queue, chapter 3', 'h'),
  text(420, 72, 'sched.runq', 'm b mid'),
  rect(262, 82, 316, 64, 'line', 8),
  text(287, 99, 'tail', 's mid dim'), text(553, 99, 'head', 's mid dim'),
  ...['G4', 'G7', 'G2'].map((g, i) => cell(276 + 114 * i, 106, 60, 28, g)),
  arrow('M388 120H338'), arrow('M502 120H452'),
  text(363, 99, 'schedlink', 'm s mid dim'), text(477, 99, 'schedlink', 'm s mid dim'),
  box(690, 82, 150, 64, 'the thread', 'runs G1'),
  arrow('M578 114H688', 'blue'), text(633, 104, 'runqget', 'm mid blue'), text(633, 132, 'execute', 'm mid blue'),
  // in, from outside
  arrow('M60 96H260', 'blue'), text(20, 88, 'newproc', 'm blue'), text(84, 88, 'a new goroutine', 's dim'),
  // the ways back
  arrow('M715 146V184H230V134H260', 'blue'), text(420, 178, 'gosched', 'm mid blue'),
  arrow('M750 146V232H542', 'blue'), text(650, 226, 'gopark', 'm mid blue'),
  box(300, 208, 240, 48, 'waiting', 'for a channel, a WaitGroup …'),
  arrow('M300 232H200V118H260', 'blue'), text(250, 226, 'goready', 'm mid blue'),
  arrow('M790 146V300H542', 'blue'), text(650, 294, 'goexit0', 'm mid blue'),
  box(300, 276, 240, 48, 'finished', 'sched.gfree: Gs to be used again'),
  arrow('M300 300H60V104', 'blue', 'dash'), text(180, 294, 'gfget', 'm mid blue'),
  text(20, 356, 'In at the tail, out at the head: first come, first served. ' +
    'One thread does all of it, so there is nothing to lock.', 's dim'),
].join('\n');

// --- chapter 4 ---

const number = (n, x, y, kind) =>
  `<circle cx="${x}" cy="${y}" r="10" class="panel"/><circle cx="${x}" cy="${y}" r="10" class="line${kind}"/>` +
  text(x, y + 5, `${n}`, `mid b ${kind}`);
const at = (i) => 50 + 38 * i; // the ring's cells

const steps = [
  ['blue', 'runqput', 'owner', 'newproc, goready: into runnext; the old one goes to the tail'],
  ['blue', 'runqput', 'owner', 'gosched: to the tail; if some wait in sched.runq, behind those'],
  ['blue', 'runqget', 'owner', 'runnext first …'],
  ['blue', 'runqget', 'owner', '… then the one at the head'],
  ['green', 'runqputslow', 'owner', 'no room: half of the ring and the new one, under sched.lock'],
  ['new', 'runqsteal', 'thief', 'half of the ring, or the only one; in the last round runnext too'],
  ['green', 'globrunqget', 'owner', 'every 61st turn one; with an empty ring its share, up to 128'],
];
const rights = [
  ['runqtail', 'store', 'owner alone'],
  ['runq[…]', 'store', 'owner alone'],
  ['runqhead', 'CAS', 'owner, thieves'],
  ['runnext in', 'CAS', 'owner alone'],
  ['runnext out', 'CAS', 'owner, thieves'],
  ['sched.runq', 'lock', 'any thread'],
];

const four = [
  text(20, 32, "A P's own queue, a thief, and the global queue, chapter 4", 'h'),
  rect(30, 56, 500, 190, 'line', 8), text(44, 76, 'P0', 'b m'),
  text(150, 86, 'runnext', 'm mid'), cell(115, 92, 70, 30, 'G10'),
  ...Array.from({ length: 12 }, (_, i) => (i > 3 && i < 10 ? [`G${13 - i}`, 'used'] : ['', 'cell']))
    .map(([label, cls], i) => cell(at(i), 168, 38, 30, label, cls)),
  text(at(3) + 28, 214, 'tail', 's mid b'), text(at(9) + 19, 214, 'head', 's mid b'),
  text(297, 214, 'a ring of 256 slots', 's mid dim'),
  box(660, 78, 180, 56, 'M0', 'owns P0, and runs G1'),
  arrow('M10 107H113', 'blue'), number(1, 72, 107, 'blue'),
  arrow(`M150 122V146H${at(3) + 19}V166`, 'blue'), text(207, 150, 'kicked out', 's dim'),
  arrow(`M10 228H${at(3) + 8}V202`, 'blue'), number(2, 72, 228, 'blue'),
  arrow('M185 100H658', 'blue'), number(3, 590, 100, 'blue'),
  arrow(`M${at(9) + 19} 166V124H658`, 'blue'), number(4, 590, 124, 'blue'),
  line(`M${at(7) + 2} 222v8H${at(10) - 2}v-8`, 'line'),
  arrow(`M${at(8)} 230V280H24V350H56`, 'green', 'dash'), number(5, 200, 280, 'green'),
  arrow(`M${at(9) + 10} 230V280H640V318`, 'new'), number(6, 560, 280, 'new'),
  text(60, 322, 'sched.runq, the global queue', 's'), text(60, 386, 'tail', 's dim'), text(388, 386, 'head', 's end dim'),
  rect(58, 332, 334, 36, 'line dash', 8),
  ...['G30', 'G24', 'G21'].map((g, i) => cell(68 + 116 * i, 337, 80, 26, g)),
  arrow('M184 350H150'), arrow('M300 350H266'),
  arrow('M392 350H548', 'green', 'dash'), number(7, 470, 350, 'green'),
  rect(550, 320, 290, 84, 'line', 8), text(564, 340, 'P1', 'b m'), text(600, 340, 'is empty: M1, its owner, is the thief', 's dim'),
  ...Array.from({ length: 7 }, (_, i) => cell(564 + 37 * i, 356, 37, 30, '', 'cell')),
  // who does what
  ...steps.flatMap(([kind, name, who, what], i) => {
    const y = 446 + 24 * i;
    return [
      number(i + 1, 34, y - 5, kind), text(52, y, name, `m s ${kind}`), text(142, y, who, 's b'), text(200, y, what, 's'),
    ];
  }),
  text(620, 446, 'who may write', 'b'),
  ...rights.flatMap(([what, how, who], i) => {
    const y = 470 + 24 * i;
    return [text(620, y, what, 'm s'), text(706, y, how, 's b'), text(750, y, who, 's')];
  }),
].join('\n');

// --- what must stand in the code ---

const c3 = (file) => `chapters/03-single-p/${file}`;
const c4 = (file) => `chapters/04-multi-p/${file}`;
const facts = [
  [c3('newproc.cpp'), /runsoon\(gp\);/, 'newproc puts it into the queue'],
  [c3('goready.cpp'), /runsoon\(gp\);/, 'goready puts it into the queue'],
  [c3('gosched.cpp'), /runlater\(gp\);/, 'gosched puts it into the queue'],
  [c3('runq.cpp'), /sched\.runq\.pushBack\(gp\);[^]*void runsoon\(G\* gp\) \{ runlater\(gp\); \}/, 'in at the tail'],
  [c3('runq.cpp'), /G\* gp = sched\.runq\.pop\(\);/, 'out at the head'],
  [c3('gqueue.hpp'), /tail->schedlink = gp[^]*head = gp->schedlink/, 'from the head on, linked by schedlink'],
  [c3('schedule.cpp'), /G\* gp = runqget\(\)\) execute\(gp\)/, 'runqget, execute'],
  [c3('goexit0.cpp'), /gfput\(gp\)/, 'a finished G is kept'],
  [c3('gfree.cpp'), /sched\.gfree = gp;/, 'in sched.gfree'],
  [c4('p_runq.hpp'), /kRunqSize = 256/, 'a ring of 256'],
  [c4('runsoon.cpp'), /runqput\(thisp\(\), gp, true\)/, 'runsoon: runnext'],
  [c4('runlater.hpp'), /runqput\(thisp\(\), gp, false\)/, 'runlater: the ring'],
  [c4('runqput.hpp'), /runnext\.compare_exchange_weak\(old, gp[^]*gp = old;/, '(1)'],
  [c4('runqput.hpp'), /runq\[tail % kRunqSize\]\.store\(gp[^]*runqtail\.store\(tail \+ 1/, '(2) the slot, then the tail'],
  [c4('runqget.hpp'), /runnext\.compare_exchange_strong\(next, nullptr/, '(3)'],
  [c4('runqget.hpp'), /runqhead\.compare_exchange_weak\(head, head \+ 1/, '(4)'],
  [c4('runqput.hpp'), /n = \(tail - head\) \/ 2;[^]*runqhead\.compare_exchange_strong\(head, head \+ n/, '(5) half'],
  [c4('runqput.hpp'), /batch\.pushBack\(taken\[i\]\);\s+batch\.pushBack\(gp\);/, '(5) and the new one'],
  [c4('runqput.hpp'), /sched\.lock\.lock\(\);\s+globrunqputbatch\(&batch/, '(5) under sched.lock'],
  [c4('runqsteal.cpp'), /n -= n \/ 2;[^]*victim->runqhead\.compare_exchange_weak\(head, head \+ n/, '(6)'],
  [c4('stealwork.cpp'), /runqsteal\(mp->p, allp\[at\], round == 3\)/, '(6) runnext in the last round'],
  [c4('globrunq.cpp'), /size \/ gomaxprocs \+ 1, static_cast<int32_t>\(kRunqSize \/ 2\)/, '(7) the fair share'],
  [c4('findrunnable.cpp'), /globrunqturn\(pp\)\) \{\s+if \(G\* gp = fromglobal\(pp, 1\)\)/, '(7) at every 61st turn one'],
  [c4('runq.hpp'), /kMostTurns = 61;/, '(7) at every 61st turn one'],
  [c4('findrunnable.cpp'), /runqget\(pp, inherit\)\) return gp;\s+if \(G\* gp = fromglobal\(pp, 0\)\)/, '(7) with an empty ring'],
];

finish({
  'queues-3.svg': svg([0, 860, 372], 'The run queue of chapter 3',
    'A linked list, sched.runq. newproc, goready and gosched append a G at the tail; runqget takes one from the head ' +
    'for the thread, which runs it. gopark takes it off the thread to wait elsewhere, goexit0 puts the finished G into ' +
    'sched.gfree.', three),
  'queues-4.svg': svg([0, 860, 614], 'The run queues of chapter 4',
    'P0 has runnext and a ring of 256. ' + steps.map(([, name, who, what], i) => `${i + 1}: ${name}, by the ${who}: ${what}.`).join(' ') +
    ' Who may write: ' + rights.map((r) => r.join(', ')).join('; ') + '.', four),
}, facts);
