// Draws book/img/switch-frames.svg: memory and registers before and after each numbered step of mcall and gogo. The
// numbers are those in the comments of asm/02-context/mcall.S and gogo.S; --check fails if a step has another line
// there than the picture shows.
import { arrow, finish, rect, svg, text } from './svg.mjs';

const [W, H] = [416, 166];

// --- what there is to see: one object a frame, each with what changes against the frame before ---

const asm = { mcall: 'asm/02-context/mcall.S', gogo: 'asm/02-context/gogo.S' };

// stacks: name → cells from the top, the high end. A cell that begins with ~ is what nobody needs any more.
// rsp, sp: [stack, cell] that the register and the saved sp point to. flow: rows copied, > to the Gobuf, < from it.
const mcall = [
  {
    title: 'G1 calls mcall(fn)', code: 'call rt_mcall',
    stacks: { G1: ["f's frame", 'return addr.'], g0: ['first frames', '~left over'] }, rsp: ['G1', 1],
    regs: { g: 'G1', rsp: 'in G1', rip: 'mcall', rbp: "G1's", 'rbx…': "G1's" },
    gobuf: { g: 'G1', sp: '–', pc: '–', bp: '–', 'bx…': '–' }, of: 'G1.sched',
  },
  {
    n: 1, title: 'save where to go on, and what must survive', code: 'movq %rax, GOBUF_PC(%rdi)  …', sp: ['G1', 0],
    gobuf: { sp: 'rsp+8', pc: 'return', bp: "G1's", 'bx…': "G1's" }, flow: { rsp: '>', rbp: '>', 'rbx…': '>' },
    at: [asm.mcall, /movq {4}\(%rsp\), %rax +\/\/ \[1\][^]*movq {4}%rax, GOBUF_PC\(%rdi\)[^]*\/\/ \[2\]/],
  },
  {
    n: 2, title: 'from here on the thread runs g0', code: 'movq %rdx, %fs:rt_g@tpoff', regs: { g: 'g0' },
    at: [asm.mcall, /movq {4}%rdx, %fs:rt_g@tpoff +\/\/ \[2\]/],
  },
  {
    n: 3, title: "back to where mstart left g0's stack", code: 'movq GOBUF_SP(%rdx), %rsp  …', rsp: ['g0', 2],
    stacks: { G1: ["f's frame", '~return addr.'], g0: ['first frames', 'return addr.', '0'] }, regs: { rsp: 'in g0', rbp: "g0's" },
    at: [asm.mcall, /movq {4}GOBUF_SP\(%rdx\), %rsp +\/\/ \[3\][^]*pushq {3}GOBUF_PC\(%rdx\)[^]*GOBUF_BP\(%rdx\), %rbp[^]*pushq {3}\$0/],
  },
  {
    n: 4, title: 'fn(G1) runs; it may choose G2', code: 'call *%rsi', rsp: ['g0', 3],
    stacks: { G1: ["f's frame", '~return addr.'], g0: ['first frames', 'return addr.', '0', 'fn'] }, regs: { rip: 'fn' },
    at: [asm.mcall, /call {4}\*%rsi +\/\/ \[4\]/],
  },
];

const gogo = [
  {
    title: 'G2 is new: gostartcall has made this', code: 'gogo(&G2->sched) is called',
    stacks: { g0: ['first frames', 'return addr.', 'fn … gogo'], G2: ['0', '0', 'goexit + 1'] }, rsp: ['g0', 2], sp: ['G2', 2],
    regs: { g: 'g0', rsp: 'in g0', rip: 'gogo', rbp: "g0's", 'rbx…': "g0's" },
    gobuf: { g: 'G2', sp: 'hi-24', pc: 'gomain', bp: '0', 'bx…': '0' }, of: 'G2.sched',
  },
  {
    n: 1, title: 'from here on the thread runs G2', code: 'movq %rax, %fs:rt_g@tpoff', regs: { g: 'G2' }, flow: { g: '<' },
    at: [asm.gogo, /movq {4}%rax, %fs:rt_g@tpoff +\/\/ \[1\]/],
  },
  {
    n: 2, title: 'and stands on its stack', code: 'movq GOBUF_SP(%rdi), %rsp', rsp: ['G2', 2], sp: null,
    stacks: { g0: ['first frames', '~left over'], G2: ['0', '0', 'goexit + 1'] }, regs: { rsp: 'in G2' }, flow: { rsp: '<' },
    at: [asm.gogo, /movq {4}GOBUF_SP\(%rdi\), %rsp +\/\/ \[2\]/],
  },
  {
    n: 3, title: 'with the registers that must survive', code: 'movq GOBUF_BP(%rdi), %rbp  …', regs: { rbp: '0', 'rbx…': '0' },
    flow: { rbp: '<', 'rbx…': '<' }, at: [asm.gogo, /movq {4}GOBUF_BP\(%rdi\), %rbp +\/\/ \[3\][^]*GOBUF_R15\(%rdi\), %r15/],
  },
  {
    n: 4, title: 'gomain begins, as if goexit had called it', code: 'jmp *%rcx', regs: { rip: 'gomain' }, flow: { rip: '<' },
    at: [asm.gogo, /jmp {5}\*%rcx +\/\/ \[4\]/],
  },
];

const start = 'chapters/02-context/gostartcall.cpp';
const facts = [...mcall, ...gogo].filter((f) => f.at).map((f) => [...f.at, `step [${f.n}]`]);
facts.push(
  [start, /stack\.hi - 24[^]*frame\[0\] = [^;]*rt_goexit\) \+ 1;[^]*frame\[1\] = frame\[2\] = 0;/, 'the first frame'],
  [start, /sched = \{\};[^]*sched\.sp = [^;]*\(frame\);[^]*sched\.pc = [^;]*\(gomain\);/, 'the first Gobuf'],
  [asm.mcall, /leaq {4}8\(%rsp\), %rcx[^]*movq {4}%rcx, GOBUF_SP\(%rdi\)/, 'the saved sp is rsp + 8'],
);

// --- drawing ---

const pairs = [['g', 'g'], ['rsp', 'sp'], ['rip', 'pc'], ['rbp', 'bp'], ['rbx…', 'bx…']];
const row = (i) => 66 + 18 * i;
const tables = [[241, 76, 'regs'], [335, 76, 'gobuf']]; // x, width

// What all frames have in common is drawn once, and used ten times.
const empty = [
  rect(0, 0, W, H, 'line', 6), text(241, 60, 'registers', 's'),
  ...tables.flatMap(([x, w], t) => pairs.map((names, i) =>
    rect(x, row(i), w, 18, 'cell', 0) + text(x + 3, row(i) + 13, names[t], 'm s dim'))),
].join('');

function frame(x, y, now, before) {
  const out = ['<use href="#e"/>'];
  if (now.n) out.push(text(10, 20, `[${now.n}]`, 'new m'));
  out.push(text(now.n ? 38 : 10, 20, now.title, 'b'), text(now.n ? 38 : 10, 38, now.code, 'm s dim'));
  const labels = [];
  Object.entries(now.stacks).forEach(([name, cells], i) => {
    const left = 6 + 118 * i;
    out.push(text(left, 60, `${name}'s stack`, 's'));
    cells.forEach((cell, j) => {
      const [old, label] = [cell[0] === '~', cell.replace('~', '')];
      const fresh = before && before.stacks[name]?.[j]?.replace('~', '') !== label && !old;
      out.push(rect(left, 66 + 24 * j, 84, 24, old ? 'line dash' : fresh ? 'hot' : 'used', 0));
      labels.push(text(left + 42, 82 + 24 * j, label));
    });
    for (const [what, kind] of [['rsp', 'new'], ['sp', 'green']]) {
      if (now[what]?.[0] === name) out.push(text(left + 86, 82 + 24 * now[what][1], `←${what}`, `m s b ${kind}`));
    }
  });
  out.push(`<g class="s mid">${labels.join('')}</g>`, text(335, 60, now.of, 's'));
  const values = [];
  pairs.forEach((names, i) => {
    tables.forEach(([left, wide, set], t) => {
      const fresh = before && before[set][names[t]] !== now[set][names[t]];
      if (fresh) {
        out.push(rect(left, row(i), wide, 18, 'hot', 0), text(left + 3, row(i) + 13, names[t], 'm s dim'));
      }
      values.push(text(left + wide - 3, row(i) + 13, now[set][names[t]], fresh ? 'b' : ''));
    });
    const [from, to] = now.flow?.[names[0]] === '>' ? [318, 334] : [334, 318];
    if (now.flow?.[names[0]]) out.push(arrow(`M${from} ${row(i) + 9}H${to}`, 'new'));
  });
  out.push(`<g class="m s end">${values.join('')}</g>`);
  return `<g transform="translate(${x} ${y})">${out.join('\n')}</g>`;
}

function column(x, heading, frames) {
  let before = null;
  const out = [text(x + 10, 62, heading, 'h')];
  frames.forEach((each, i) => {
    const now = before ? { ...before, flow: null, ...each } : each;
    for (const set of ['regs', 'gobuf']) now[set] = { ...before?.[set], ...each[set] };
    out.push(frame(x, 74 + (H + 8) * i, now, before));
    before = now;
  });
  return out.join('\n');
}

const bottom = 74 + 5 * (H + 8);
const body = [
  `<defs><g id="e">${empty}</g></defs>`,
  text(20, 30, 'A switch, frame by frame: from G1 to g0 (mcall), from g0 to G2 (gogo)', 'h'),
  column(10, 'mcall: G1 goes to sleep', mcall),
  column(10 + W + 8, 'gogo: G2 wakes up', gogo),
  text(20, bottom + 16, 'Thick: what the step changed.  Dashed: still in memory, needed by nobody.  ' +
    'High addresses are on top.  rbx… is rbx and r12 to r15.', 's dim'),
  text(20, bottom + 34, 'A G2 that is not new has in its sched what mcall [1] saved: it goes on behind its own call of mcall.', 's dim'),
].join('\n');
const desc = 'Left, mcall: before, G1 stands on its own stack with the return address on top. [1] pc, sp and six registers are ' +
  'copied into G1.sched. [2] The current G becomes g0. [3] rsp moves to the bottom of the g0 stack. [4] fn runs there. ' +
  'Right, gogo: before, a new G2 has a first frame of goexit + 1 and two zeros, and a sched with pc = gomain. [1] The ' +
  'current G becomes G2. [2] rsp moves to the stack of G2. [3] The six registers are loaded. [4] A jump to the saved pc.';
finish({ 'switch-frames.svg': svg([0, 860, bottom + 48], 'A context switch in numbered frames', desc, body) }, facts);
