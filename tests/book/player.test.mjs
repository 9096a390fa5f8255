// The player's core: what it reads, what it makes of events, and that it makes of our recordings what the
// runtime wrote down about its own queues.   node --test tests/book/player.test.mjs
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { execFileSync } from 'node:child_process';
import { parse } from '../../book/public/player/read.js';
import { replay } from '../../book/public/player/replay.js';
import { say } from '../../book/public/player/say.js';
import { slices, timeline } from '../../book/public/player/timeline.js';

const book = new URL('../../book/', import.meta.url);
const recording = (n) => readFileSync(new URL(`public/trace/chapter-${n}.json`, book), 'utf8');

// A trace by hand: [name, m, p, g, arg, runq] each.
function trace(chapter, ...events) {
  return parse({
    otherData: { chapter },
    traceEvents: events.map(([name, m, p, g = 0, arg = 0, runq = 0, global = 0], i) => ({
      ph: 'i', name, pid: m < 0 ? 3 : 2, tid: m + 1, ts: i,
      args: { function: 'f', file: 'f.cpp', goroutine: g, p, arg, runq, global },
    })),
  });
}
const after = (t, n = t.events.length) => replay(t).at(n);

test('a file that is no trace is refused with a sentence', () => {
  assert.throws(() => parse('{"traceEvents":['), /not JSON/);
  assert.throws(() => parse('{"a":1}'), /not a trace/);
  assert.throws(() => parse('null'), /not a trace/);
  assert.throws(() => parse('{"traceEvents":[{"ph":"X","name":"other"}]}'), /none of our scheduler's events/);
  const old = JSON.parse(recording(5));
  for (const e of old.traceEvents) delete e.args.p;
  assert.throws(() => parse(old), /on which P/);
});

test('what makes a goroutine runnable puts it in front, and who was there goes to the end of the queue', () => {
  const s = after(trace(5, ['ProcStart', 0, 0], ['GoCreate', 0, 0, 1], ['GoStart', 0, 0, 1], ['GoCreate', 0, 0, 2], ['GoCreate', 0, 0, 3], ['GoUnblock', 0, 0, 4]));
  assert.equal(s.ps[0].g, 1);
  assert.equal(s.ps[0].next, 4);
  assert.deepEqual(s.ps[0].queue, [2, 3]);
  const one = after(trace(3, ['GoCreate', 0, 0, 1], ['GoStart', 0, 0, 1], ['GoCreate', 0, 0, 2], ['GoCreate', 0, 0, 3]));
  assert.deepEqual(one.ps[0].queue, [2, 3]); // chapter 3 has one queue, and nobody is next
});

test('a system call, from entersyscall through retake and handoff to the slow way back', () => {
  const t = trace(7, ['ProcStart', 0, 0], ['GoCreate', 0, 0, 1], ['GoCreate', 0, 0, 2], ['GoStart', 0, 0, 1],
    ['GoSysCall', 0, 0, 1], ['GoSysBlock', -1, 0], ['ProcSteal', -1, 0], ['Handoff', -1, 0, 0, 1], ['ThreadStart', -1, 0, 0, 1],
    ['ProcStart', 1, 0], ['GoStart', 1, 0, 2], ['GoSysExit', 0, -1, 1, 3], ['ThreadStop', 0, -1], ['GoEnd', 1, 0, 2], ['GoStart', 1, 0, 1]);
  const at = (name) => after(t, t.events.find((e) => e.name === name && e.index > 3).index + 1);
  assert.deepEqual([at('GoSysCall').ps[0].status, at('GoSysCall').gs[1].p, at('GoSysCall').ms[0].at], ['syscall', 0, 'kernel']);
  assert.deepEqual([at('ProcSteal').ps[0].status, at('ProcSteal').gs[1].p], ['taken', null]);
  assert.deepEqual([at('ProcStart').ps[0].m, at('ProcStart').ps[0].status], [1, 'running']);
  assert.deepEqual(at('GoSysExit').global, [1]);
  assert.equal(at('ThreadStop').ms[0].at, 'asleep');
  assert.deepEqual([after(t).global, after(t).ps[0].g], [[], 1]);
  assert.match(say(t, t.events[4], after(t, 4)), /G1 enters a system call: M0 lets go of P0/);
  assert.match(say(t, t.events[5], after(t, 5)), /G1's system call keeps P0/);
  assert.match(say(t, t.events[11], after(t, 11)), /finds no P: it goes into the global queue/);
});

test('a goroutine whose thread finds a P in exitsyscall0 does not queue', () => {
  const t = trace(7, ['ProcStart', 0, 0], ['GoCreate', 0, 0, 1], ['GoStart', 0, 0, 1], ['GoSysCall', 0, 0, 1], ['ProcSteal', -1, 0], ['Handoff', -1, 0],
    ['GoSysExit', 0, -1, 1, 3], ['ProcStart', 0, 0], ['GoStart', 0, 0, 1]);
  assert.deepEqual(after(t, 7).global, []);
  assert.equal(after(t, 7).gs[1].at, 'leaving');
  assert.equal(after(t).ps[0].g, 1);
});

test('who yields goes behind the global queue, if somebody waits there', () => {
  const run = [['ProcStart', 0, 0], ['GoCreate', 0, 0, 1], ['GoCreate', 0, 0, 2], ['GoStart', 0, 0, 1]];
  const alone = after(trace(7, ...run, ['GoSched', 0, 0, 1, 0, 1]));
  assert.deepEqual([alone.ps[0].queue, alone.global], [[1], []]);
  const behind = after(trace(7, ['GoSysExit', 3, -1, 3, 3], ...run.slice(1), ['GoSysExit', 3, -1, 3, 3], ['GoSched', 0, 0, 1, 0, 1, 1]));
  assert.deepEqual([behind.ps[0].queue, behind.global], [[], [3, 1]]);
});

test('a thief takes half of a queue, and runs the last of them', () => {
  const t = trace(5, ['ProcStart', 0, 0], ['GoCreate', 0, 0, 1], ['GoStart', 0, 0, 1], ...[2, 3, 4, 5].map((g) => ['GoCreate', 0, 0, g]),
    ['ProcStart', 1, 1], ['Steal', 1, 1, 0, 2], ['GoStart', 1, 1, 3]);
  const s = after(t);
  assert.deepEqual([s.ps[0].queue, s.ps[0].next, s.ps[1].queue, s.ps[1].g], [[4], 5, [2], 3]);
});

test('who looks into the global queue takes its share along', () => {
  const queued = [1, 2, 3].map((g) => ['GoSysExit', g, -1, g, 3]);
  const s = after(trace(7, ...queued, ['ProcStart', 0, 0], ['GoStart', 0, 0, 1, 0, 1, 1]));
  assert.deepEqual([s.ps[0].g, s.ps[0].queue, s.global], [1, [2], [3]]);
});

test('going back shows the same as going forth', () => {
  const t = parse(recording(5)), story = replay(t);
  const forth = t.events.map((e) => JSON.stringify(story.at(e.index)));
  for (let n = t.events.length - 1; n >= 0; n -= 7) assert.equal(JSON.stringify(story.at(n)), forth[n]);
});

for (const n of [3, 4, 5, 6, 7]) {
  test(`chapter ${n}'s recording: small, every event told, nobody in two places, queues as long as the runtime says`, () => {
    const text = recording(n), t = parse(text), story = replay(t);
    assert.ok(text.length <= 66_000, `${text.length} bytes`);
    assert.equal(t.chapter, n);
    assert.match(t.about.command, new RegExp(`^make trace-${n} `));
    for (const e of t.events) {
      const before = structuredClone(story.at(e.index));
      assert.doesNotMatch(say(t, e, before), /undefined|null|NaN/);
      // Written down just before the goroutine is put into the queue, by the queue's owner.
      if (['GoCreate', 'GoUnblock', 'GoSched'].includes(e.name)) {
        const { queue, next } = before.ps[e.p];
        assert.equal(queue.length + (next === null ? 0 : 1), e.local, `event ${e.index}, ${e.name}`);
      }
      const s = story.at(e.index + 1);
      const placed = [...s.global, ...Object.values(s.ps).flatMap((p) => [p.g, p.next, ...p.queue])].filter((g) => g !== null);
      assert.equal(new Set(placed).size, placed.length, `event ${e.index}: somebody is in two places`);
      for (const [id, p] of Object.entries(s.ps)) if (p.m !== null) assert.equal(s.ms[p.m].p, +id);
    }
    const told = slices(t);
    for (const a of told.slices) assert.ok(a.to > a.from && told.lanes.includes(a.lane));
    assert.doesNotMatch(timeline(t, { told }).svg, /NaN|undefined/);
  });
}

test('the pictures and the line numbers fit', () => {
  const out = execFileSync('node', [new URL('tools/trace-svg.mjs', book).pathname, '--check'], { encoding: 'utf8' });
  assert.match(out, /^6 passed, 0 failed$/m);
});
