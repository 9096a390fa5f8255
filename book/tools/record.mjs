#!/usr/bin/env node
// Makes book/public/trace/chapter-N.json anew: runs `make trace-N`, keeps a window of the run, and writes down
// what was kept and by which command. Nothing in a recording is invented; what came before the window is told
// as a state (about.before), which the player's replay worked out from the events that were cut off.
//
//   node book/tools/record.mjs [N…]        and then: node book/tools/trace-svg.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from '../public/player/read.js';
import { replay } from '../public/player/replay.js';
import { root } from './svg.mjs';

// (Each P has a store of numbers of its own, so the readers need not be G4 and G5; runs in which they are read better.)
const exits = (window, how) => window.filter((e) => e.name === 'GoSysExit' && e.arg === how).length;
// The tickers tick before it starts; sysmon takes Ps away, and does not begin with a sleep of many milliseconds.
const lively = (w) => w.some((e) => e.name === 'ProcSteal') && w.findIndex((e) => e.name === 'GoCreate') >= 10 && w.every((e, i) => !i || e.time - w[i - 1].time < 3000);

// args: for the program. lead, tail: milliseconds before the first reader is made, and after both readers are
// back. wanted: what a run must have within the window to tell the chapter's story; not every run has it.
const chapters = {
  3: { args: '--block-ms 20', lead: 6, tail: 5, wanted: () => true },
  4: { args: '--procs 2 --block-ms 20', lead: 6, tail: 5, wanted: () => true },
  5: { args: '--procs 2 --block-ms 9', lead: 2.5, tail: 2, wanted: (w) => lively(w) },
  6: { args: '--procs 2 --block-ms 12', lead: 2.5, tail: 2, wanted: (w) => lively(w) && exits(w, 1) >= 8 && exits(w, 2) >= 1 },
  7: { args: '--procs 2 --block-ms 9', lead: 2.5, tail: 2, wanted: (w) => lively(w) && exits(w, 3) >= 1 },
};
const kMostEvents = 400, kMostTries = 60;

function record(n) {
  const { args, lead, tail, wanted } = chapters[n];
  const file = join(root, `build/trace/chapter-${n}.json`);
  for (let tries = 1; tries <= kMostTries; tries++) {
    execFileSync('make', [`trace-${n}`, `ARGS=${args}`], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    const json = JSON.parse(readFileSync(file, 'utf8'));
    const { events, roles } = parse(json);
    const run = events.findLastIndex((e) => e.name === 'GoCreate' && e.g === 1);
    const readers = events.slice(run).filter((e) => e.name === 'GoCreate' && roles[e.g]?.startsWith('reader'));
    const back = events.findLast((e) => e.name === 'GoEnd' && readers.some((r) => r.g === e.g));
    const from = events.findIndex((e, i) => i >= run && e.time >= readers[0].time - lead * 1000);
    const end = events.findIndex((e) => e.time > back.time + tail * 1000);
    const to = end < 0 ? events.length : end;
    if (readers.some((r) => r.g > 9) || to - from > kMostEvents || !wanted(events.slice(from, to))) continue;
    write(n, json, { events, roles }, from, to, args);
    return;
  }
  throw new Error(`chapter ${n}: none of ${kMostTries} runs was what the chapter tells of`);
}

function write(n, json, { events, roles }, from, to, args) {
  const about = {
    chapter: n,
    command: `make trace-${n} ARGS="${args}"`,
    roles,
    window: `events ${from + 1} to ${to} of the run's ${events.length}`,
    before: replay(parse(json)).at(from),
  };
  const start = events[from].time;
  const lines = json.traceEvents.filter((e) => e.ph === 'i').slice(from, to)
    .map((e) => JSON.stringify({ ...e, ts: +(e.ts - start).toFixed(3) }));
  mkdirSync(join(root, 'book/public/trace'), { recursive: true });
  writeFileSync(join(root, `book/public/trace/chapter-${n}.json`),
    `{"displayTimeUnit":"ns","traceEvents":[\n${lines.join(',\n')}\n],"otherData":${JSON.stringify(about)}}\n`);
  console.log(`chapter-${n}.json: ${to - from} events, ${about.window}`);
}

const asked = process.argv.slice(2).map(Number);
for (const n of asked.length ? asked : Object.keys(chapters).map(Number)) record(n);
