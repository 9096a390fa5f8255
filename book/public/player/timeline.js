// Who did what, from when to when, and that as an SVG's inside: for the player and for the pictures in the pages
// (book/tools/trace-svg.mjs).
import { SYSMON } from './read.js';
import { replay } from './replay.js';

/** The colours of what it draws, for whoever shows it. */
export const PAINT = `
.runs { fill: #0072b2 } .kept { fill: #e69f00 } .gone { fill: #d55e00 } .looks { fill: #56b4e9 } .retakes { fill: #cc79a7 }
text.on-runs { fill: #fff } text.on-kept, text.on-gone, text.on-retakes { fill: #000 }
.back1, .back3 { fill: #000; stroke: #fff; stroke-width: 1.5 } .back2 { fill: #fff; stroke: #000; stroke-width: 1.5 }`;

// What a lane shows: the class of its colour, and the word in the legend.
export const WHAT = {
  runs: 'a goroutine runs',
  kept: 'in a system call, the P still there',
  gone: 'in a system call, the P gone elsewhere',
  looks: 'a thread with a P looks for work',
  retakes: 'sysmon takes a P from a system call',
};

const LONG = { kept: 'in a system call', gone: 'in a system call, without a P' };

/** In chapters 3 and 4 nothing is recorded of system calls. */
export const blind = (trace) => trace.chapter !== null && trace.chapter < 5;
export const BLIND = 'This runtime does not see system calls: a goroutine in the kernel counts as one that runs.';

// How a goroutine came back from the kernel: the arg of a GoSysExit, a shape on its thread's lane, a word.
// (0, chapter 5's waiting, has no shape: there is nothing else to tell it from.)
export const BACK = {
  1: ['M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z', 'back, with its old P'],
  2: ['M-3.5 -3.5h7v7h-7z', 'back, with a P that was idle'],
  3: ['M-6 0l6 -7l6 7l-6 7z', 'back, and no P is free'],
};

function lanesOf(s) {
  const lanes = {};
  for (const [id, p] of Object.entries(s.ps)) {
    if (p.status === 'running' && p.g) lanes[`P${id}`] = ['runs', `G${p.g}`];
    else if (p.status === 'syscall') lanes[`P${id}`] = ['kept', p.call ? `G${p.call}` : ''];
    else if (p.m !== null) lanes[`P${id}`] = ['looks', ''];
  }
  for (const [id, m] of Object.entries(s.ms)) {
    if (m.at === 'runs' && m.g) lanes[`M${id}`] = ['runs', `G${m.g}`];
    else if (m.at === 'kernel') lanes[`M${id}`] = [s.gs[m.g]?.p !== null ? 'kept' : 'gone', `G${m.g}`];
    else if (m.at === 'looks' && m.p !== null) lanes[`M${id}`] = ['looks', ''];
  }
  return lanes;
}

/** { slices: [{ lane, what, label, from, to }], lanes (their names, in order), exits, start, end } */
export function slices(trace) {
  const story = replay(trace), open = {}, out = [], seen = new Set();
  const start = trace.events[0].time, end = trace.events.at(-1).time;
  const close = (lane, to) => {
    if (open[lane] && to > open[lane].from) out.push({ ...open[lane], to });
    delete open[lane];
  };
  const look = (state, time) => {
    for (const id of Object.keys(state.ps)) seen.add(`P${id}`);
    for (const id of Object.keys(state.ms)) seen.add(`M${id}`);
    const now = lanesOf(state);
    for (const lane of new Set([...Object.keys(open), ...Object.keys(now)])) {
      const [what, label] = now[lane] ?? [];
      if (lane === 'sysmon' || (open[lane] && open[lane].what === what && open[lane].label === label)) continue;
      close(lane, time);
      if (what) open[lane] = { lane, what, label, from: time };
    }
  };
  look(story.at(0), start);
  for (const e of trace.events) {
    look(story.at(e.index + 1), e.time);
    if (e.m !== SYSMON) continue;
    seen.add('sysmon');
    if (e.name === 'ProcSteal') (close('sysmon', e.time), (open.sysmon = { lane: 'sysmon', what: 'retakes', label: `P${e.p}`, from: e.time }));
    if (e.name === 'ThreadWake' || e.name === 'ThreadStart' || (e.name === 'Handoff' && !e.arg)) close('sysmon', e.time);
  }
  for (const lane of Object.keys(open)) close(lane, end);
  const order = (l) => ({ P: 0, M: 1000, s: 2000 })[l[0]] + (+l.slice(1) || 0);
  const exits = trace.events.filter((e) => e.name === 'GoSysExit' && BACK[e.arg]).map((e) => ({ lane: `M${e.m}`, how: e.arg, time: e.time }));
  return { slices: out, exits, lanes: [...seen].sort((a, b) => order(a) - order(b)), start, end };
}

/** The longest time in which nothing at all is recorded: [from, to]. In chapters 3 and 4 that is the freeze. */
export function longestGap(trace) {
  let best = [0, 0];
  trace.events.forEach((e, i, all) => {
    if (i && e.time - all[i - 1].time > best[1] - best[0]) best = [all[i - 1].time, e.time];
  });
  return best;
}

const round = (x) => Math.round(x * 10) / 10;

/** { width, height, svg, x(time), lanes }: labelled lanes, slices, an axis; `told`: from slices(). */
export function timeline(trace, { width = 860, from, to, told = slices(trace), row = 22, gap = 6, left = 58, right = 14 } = {}) {
  from ??= told.start;
  to ??= told.end;
  const span = Math.max(to - from, 1e-3), top = 26, inner = width - left - right;
  const x = (t) => left + (Math.min(Math.max((t - from) / span, 0), 1) * inner);
  const y = Object.fromEntries(told.lanes.map((lane, i) => [lane, top + i * (row + gap)]));
  const bottom = top + told.lanes.length * (row + gap);
  const out = [];
  // The axis: four to ten round steps.
  const step = [1, 2, 5].flatMap((n) => [-1, 0, 1, 2, 3, 4, 5, 6].map((e) => n * 10 ** e)).sort((a, b) => a - b)
    .find((s) => span / s <= Math.max(3, inner / 85)) ?? span;
  const unit = step >= 100 ? ['ms', 1000] : ['µs', 1];
  for (let t = Math.ceil((from - told.start) / step - 1e-9) * step; t <= to - told.start + 1e-9; t += step) {
    const at = round(x(told.start + t));
    const text = `${+(t / unit[1]).toFixed(2)} ${unit[0]}`;
    out.push(`<path class="grid" d="M${at} ${top - 6}V${bottom}"/>`);
    if (at < width - 30 && at > left - 1) out.push(`<text class="dim" x="${at}" y="14" text-anchor="${at < left + 20 ? 'start' : 'middle'}">${text}</text>`);
  }
  for (const lane of told.lanes) {
    out.push(`<text x="${left - 8}" y="${y[lane] + row / 2 + 4}" text-anchor="end">${lane}</text>`);
    out.push(`<path class="grid" d="M${left} ${y[lane] + row}H${width - right}"/>`);
  }
  // One path for each colour in a lane keeps the file small; what is too thin to be seen is widened.
  const paths = {}, labels = [];
  for (const s of told.slices) {
    if (s.to < from || s.from > to) continue;
    const a = round(x(s.from)), wide = x(s.to) - a, top = y[s.lane];
    const w = round(wide > 4 ? wide - 1 : Math.max(wide, s.what === 'retakes' ? 2 : 0.6)); // 1: two in a row stay two
    const h = s.what === 'looks' ? row / 3 : row, dy = row - h;
    (paths[s.what] ??= []).push(`M${a} ${top + round(dy)}h${w}v${round(h)}h${-w}z`);
    const label = w > 240 && LONG[s.what] && s.label ? `${s.label} ${LONG[s.what]}` : s.label;
    if (label && w > 8 + 8 * s.label.length)
      labels.push(`<text class="on-${s.what}" x="${round(a + w / 2)}" y="${top + row / 2 + 4}" text-anchor="middle">${label}</text>`);
  }
  for (const what of ['looks', 'runs', 'kept', 'gone', 'retakes'])
    if (paths[what]) out.push(`<path class="${what}" d="${paths[what].join('')}"/>`);
  out.push(...labels);
  // The rarest last, and so on top.
  const exits = told.exits.filter((e) => e.time >= from && e.time <= to).sort((a, b) => a.how - b.how);
  for (const e of exits) out.push(`<path class="back${e.how}" transform="translate(${round(x(e.time))} ${y[e.lane] + row / 2})" d="${BACK[e.how][0]}"/>`);
  return { width, height: bottom + 4, top, svg: out.join('\n'), x, y, row, used: Object.keys(WHAT).filter((w) => paths[w]), backs: Object.keys(BACK).filter((how) => exits.some((e) => e.how === +how)) };
}
