// What chapters 3 to 7 promise (book/05-entersyscall.md, Invariants) must hold wherever the player stands, in the state
// and in what the boxes show of it; and the sentence about an event must be what the boxes show next.
//   node --test tests/book/invariants.test.mjs        TRACES="FILE…": of these traces instead of the book's
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { board } from '../../book/public/player/board.js';
import { momentAt, moments } from '../../book/public/player/moments.js';
import { parse } from '../../book/public/player/read.js';
import { replay } from '../../book/public/player/replay.js';
import { say } from '../../book/public/player/say.js';

const files = process.env.TRACES?.split(' ')
  ?? [3, 4, 5, 6, 7].map((n) => new URL(`../../book/public/trace/chapter-${n}.json`, import.meta.url));

// The faults of one state.
function* broken(s, single) {
  for (const [id, p] of Object.entries(s.ps)) {
    const it = `P${id}`;
    if (p.m !== null && s.ms[p.m].p !== +id) yield `${it} is M${p.m}'s, but M${p.m} says it has ${s.ms[p.m].p}`;
    if (p.status === 'running' && p.m === null && !single) yield `${it} runs without a thread`;
    if (p.status !== 'running' && (p.m !== null || p.g !== null)) yield `${it} is ${p.status}, and has an owner or runs a goroutine`;
    if (p.g !== null && (s.gs[p.g]?.at !== 'running' || s.gs[p.g].p !== +id)) yield `${it} runs G${p.g}, which does not run on it`;
    if (p.call !== null && (p.status !== 'syscall' || s.gs[p.call]?.at !== 'kernel' || s.gs[p.call].p !== +id))
      yield `${it} was left behind by G${p.call}, which is not in the kernel, or says that its P is gone`;
    if (p.tick !== undefined && p.seen > p.tick) yield `sysmon has seen a tick of ${it} that has not been yet`;
    if (p.next && s.gs[p.next].at !== 'next') yield `G${p.next} is next on ${it} and elsewhere`;
    for (const g of p.queue) if (s.gs[g].at !== 'local' || s.gs[g].p !== +id) yield `G${g} is in ${it}'s queue and elsewhere`;
  }
  for (const [id, m] of Object.entries(s.ms)) {
    if (m.p !== null && s.ps[m.p].m !== +id) yield `M${id} has P${m.p}, which has another owner`;
    if (m.g !== null && s.gs[m.g]?.m !== +id) yield `M${id} has G${m.g}, which has another thread`;
    if (m.at === 'asleep' && (m.p !== null || m.g !== null)) yield `M${id} sleeps, and has a P or a goroutine`;
    if (m.at === 'kernel' && m.p !== null && s.gs[m.g]?.at === 'kernel') yield `M${id} is in the kernel with P${m.p}`;
  }
  for (const [id, g] of Object.entries(s.gs)) {
    if (g.at === 'kernel' && g.p !== null && s.ps[g.p].call !== +id) yield `G${id} says that P${g.p} is still there`;
    if (g.at === 'running' && !single && s.ps[g.p].g !== +id) yield `G${id} runs on P${g.p}, which does not run it`;
    if (g.at === 'global' && !s.global.includes(+id)) yield `G${id} is in the global queue, which has not got it`;
  }
}

// The faults of what the boxes show: everybody once, and in the box that the state names.
function* misdrawn(trace, s) {
  const boxes = board(trace, s).flat(), where = {};
  for (const b of boxes) {
    for (const { name, chips = [] } of b.slots) {
      for (const c of chips) for (const kind of ['G', 'M']) if (c[kind] !== undefined) (where[`${kind}${c[kind]}`] ??= []).push([b, name, c]);
    }
  }
  const title = (g) => ({ running: `P${g.p}`, next: `P${g.p}`, local: `P${g.p}`, global: 'Global queue', kernel: 'Kernel', leaving: 'Kernel', waiting: 'Waiting' })[g.at];
  for (const [id, g] of Object.entries(s.gs)) {
    const shown = where[`G${id}`] ?? [];
    if (shown.length !== 1) { yield `G${id} is shown ${shown.length} times`; continue; }
    const [[b, , chip]] = shown;
    if (b.title !== title(g)) yield `G${id}, ${g.at}, is shown in the box ${b.title}`;
    const p = / = P(\d+), still there/.exec(chip.note)?.[1];
    const says = p && boxes.find((x) => x.title === `P${p}`).small;
    if (p && says !== `left behind in G${id}'s system call (Psyscall)`) yield `G${id}'s P${p} is still there, and its box says: ${says}`;
  }
  for (const b of boxes) {
    const g = /left behind in G(\d+)/.exec(b.small)?.[1];
    const note = g && where[`G${g}`]?.[0][2].note;
    if (g && !note?.endsWith(`${b.title}, still there`)) yield `${b.title} was left behind by G${g}, of which is said: ${note}`;
  }
  for (const id of Object.keys(s.ms)) if (where[`M${id}`]?.length !== 1) yield `M${id} is shown ${where[`M${id}`]?.length ?? 0} times`;
}

// What a sentence says of before and after, in the pictures' words. Only what can be wrong is here.
const SAYS = [
  [/^M(\d+) runs G(\d+).* with P(\d+)/, (b, a, m, g, p) => a.ps[p].g === g && a.ps[p].m === m],
  [/with P(\d+): it was to be next/, (b, a, p, e) => Object.values(b.ps).some((x) => x.next === e.g)],
  [/in the P's queue/, (b, a, e) => Object.values(b.ps).some((x) => x.queue[0] === e.g)],
  [/first in the global queue/, (b, a, e) => b.global[0] === e.g],
  [/it will be next on P(\d+)/, (b, a, p, e) => a.ps[p].next === e.g],
  [/the global queue$/, (b, a, e) => a.global.at(-1) === e.g || b.global.includes(e.g)],
  [/to the back of P(\d+)'s queue/, (b, a, p, e) => a.ps[p].queue.at(-1) === e.g],
  [/M(\d+) lets go of P(\d+), which stays behind/, (b, a, m, p, e) => b.ms[m].p === p && a.ps[p].call === e.g],
  [/sysmon sees that G(\d+).* system call keeps P(\d+)/, (b, a, g, p) => b.gs[g].p === p && b.ps[p].call === g],
  [/sysmon takes P(\d+) away/, (b, a, p) => b.ps[p].status === 'syscall' && a.ps[p].status === 'taken'],
  [/sysmon sees P(\d+) .* syscalltick, (\d+)/, (b, a, p, tick) => b.ps[p].status === 'syscall' && b.ps[p].tick === tick],
  [/wakes M(\d+) to run/, (b, a, m) => b.ms[m]?.at === 'asleep'],
  [/M(\d+) is back from the kernel and takes P(\d+)/, (b, a, m, p) => a.ms[m].p === p && a.gs[a.ms[m].g].at === 'leaving'],
  [/M(\d+) takes its old P(\d+)/, (b, a, m, p, e) => b.gs[e.g].oldp === p && a.ps[p].g === e.g],
  [/M(\d+) has no P, and goes to sleep/, (b, a, m) => b.ms[m].p === null],
  [/goes to the idle Ps/, (b, a, e) => a.ps[e.p].status === 'idle' && a.ps[e.p].m === null],
];

for (const file of files) {
  const trace = parse(readFileSync(file, 'utf8')), story = replay(trace);
  const name = String(file).replace(/.*\//, '');
  test(`${name}: at every position one owner for each P, one place for each G, and the boxes say so`, () => {
    for (let n = 0; n <= trace.events.length; n++) {
      const s = story.at(n), faults = [...broken(s, trace.single), ...misdrawn(trace, s)];
      assert.deepEqual(faults, [], `after ${n} of ${trace.events.length}, ${trace.events[n - 1]?.name}`);
    }
  });
  test(`${name}: what is said of an event is what the boxes show`, () => {
    for (const e of trace.events) {
      const before = structuredClone(story.at(e.index)), after = story.at(e.index + 1);
      const text = say(trace, e, before).replace(/ \([\w ]+\)(?=[ ,:'])/g, '');
      for (const [pattern, holds] of SAYS) {
        const found = pattern.exec(text);
        if (found) assert.ok(holds(before, after, ...found.slice(1).map(Number), e), `event ${e.index}: ${text}`);
      }
    }
  });
  test(`${name}: its moments can be linked to`, () => {
    const all = moments(trace);
    for (const [moment, n] of Object.entries(all)) assert.ok(n > 0 && n <= trace.events.length, moment);
    assert.equal(momentAt(trace, '1'), 1);
    assert.equal(momentAt(trace, 'nosuch'), undefined);
    assert.equal(momentAt(trace, String(trace.events.length + 1)), undefined);
    if (trace.chapter >= 5) for (const wanted of ['enters', 'retake', 'handoff', 'takesover', 'back']) assert.ok(all[wanted], wanted);
  });
}
