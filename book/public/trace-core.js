// A recorded run, told again. Pure functions, no DOM: the player (trace-player.js) and the pictures
// (book/tools/trace-svg.mjs) show the same story because both get it from here.
//
//   parse(text)          a file by `make trace-N` (or one of ours, cut from such a file)
//   replay(trace)        .at(n): where every goroutine, P and thread is after n events
//   say(trace, e, before) what event e means, in a sentence
//   slices(trace)        who did what, from when to when
//   timeline(trace, …)   … as an SVG's inside
//
// The events come from common/trace_json.cpp; common/trace.hpp says what each of them means.

// --- Reading -----------------------------------------------------------------------------------------

const SYSMON = -1;

/** Takes the text (or the parsed JSON) of a trace file. Throws an Error whose message is for the reader. */
export function parse(input) {
  let json;
  try {
    json = typeof input === 'string' ? JSON.parse(input) : input;
  } catch {
    throw new Error('This file is not JSON: was it cut short?');
  }
  const list = Array.isArray(json) ? json : json?.traceEvents;
  if (!Array.isArray(list)) throw new Error('This file is JSON, but has no list "traceEvents": it is not a trace.');
  const instants = list.filter((e) => e?.ph === 'i' && e.args && NAMES.has(e.name));
  if (instants.length === 0) throw new Error('This trace has none of our scheduler\'s events: make one with "make trace-5".');
  if (instants.some((e) => !Number.isInteger(e.args.p)))
    throw new Error('This trace does not say on which P its events were: make it again with "make trace-5".');
  const about = json.otherData ?? {};
  const events = instants.map((e, index) => ({
    index,
    name: e.name,
    time: Number(e.ts), // in microseconds
    m: e.pid === 3 ? SYSMON : e.tid - 1,
    p: e.args.p,
    g: Number(e.args.goroutine),
    arg: Number(e.args.arg ?? 0),
    why: String(e.args.why ?? ''),
    function: String(e.args.function ?? ''),
    file: String(e.args.file ?? ''),
    local: Number(e.args.runq ?? 0),
    global: Number(e.args.global ?? 0),
  }));
  if (events.some((e) => ![e.time, e.m, e.g, e.local, e.global].every(Number.isFinite)))
    throw new Error('This trace has events without a time or a thread: it is damaged.');
  lookAhead(events);
  const chapter = Number.isInteger(about.chapter) ? about.chapter : null;
  return {
    chapter,
    about, // command, note, before … : see book/tools/record.mjs
    // Chapter 3 has one queue and one thread, and nobody there knows the word P yet.
    single: chapter === null ? !events.some((e) => e.name === 'ProcStart') : chapter === 3,
    events,
  };
}

// Two things stand in the record a moment later than one wants to know them: which goroutine a thief
// got (it runs it next), and whether a goroutine without a P had to queue (its thread found none).
function lookAhead(events) {
  const next = new Map(); // thread: its next event
  for (const e of events.slice().reverse()) {
    const after = next.get(e.m);
    if (e.name === 'Steal') e.stolen = after?.name === 'GoStart' ? after.g : null;
    if (e.name === 'GoSysExit' && e.p < 0) e.queued = after?.name !== 'ProcStart';
    next.set(e.m, e);
  }
}

// --- Replaying ---------------------------------------------------------------------------------------

// gs   id: { at, m, p, why }   at: running | next | local | global | kernel | waiting | leaving
//          in the kernel oldp is the P that it went in with, and so is p until somebody takes that one
// ps   id: { m, g, next, queue, status, call }   status: running | syscall | taken | idle, as in p.hpp;
//          "taken" is Pidle too, but in somebody's hand; call: the g in whose system call it was left behind
// ms   id: { p, g, at }   at: runs | kernel | looks | asleep | starts | woken
const empty = () => ({ gs: {}, ps: {}, ms: {}, global: [], sysmon: 'watches', run: 0 });

const P = (s, id) => (s.ps[id] ??= { m: null, g: null, next: null, queue: [], status: 'idle', call: null });
const M = (s, id) => (s.ms[id] ??= { p: null, g: null, at: 'looks' });
const G = (s, id) => (s.gs[id] ??= { at: 'waiting', m: null, p: null, why: 'since before the record' });

const without = (list, g) => list.filter((x) => x !== g);

// Takes g out of every place, so that it can be put into one.
function lift(s, g) {
  for (const p of Object.values(s.ps)) {
    if (p.next === g) p.next = null;
    if (p.g === g) p.g = null;
    p.queue = without(p.queue, g);
  }
  for (const m of Object.values(s.ms)) if (m.g === g) m.g = null;
  s.global = without(s.global, g);
  return Object.assign(G(s, g), { m: null, p: null, why: '' });
}

function place(s, g, at, more = {}) {
  if (g > 0) Object.assign(lift(s, g), { at, ...more });
}

function tail(s, g, p) {
  place(s, g, 'local', { p });
  P(s, p).queue.push(g);
}

function leave(s, m) { // a thread lets go of its P, if it has one
  const p = M(s, m).p;
  if (p !== null && s.ps[p]?.m === m) s.ps[p].m = null;
  M(s, m).p = null;
}

function cut(s, p) { // whoever left it behind has it no more
  const g = s.gs[P(s, p).call];
  if (g?.at === 'kernel') g.p = null;
  s.ps[p].call = null;
}

function hold(s, m, p) {
  leave(s, m);
  if (P(s, p).m !== null) M(s, s.ps[p].m).p = null;
  if (s.gs[s.ps[p].call]?.m !== m) cut(s, p);
  s.ps[p].m = m;
  M(s, m).p = p;
}

/** One event: changes the state. */
function apply(s, e, single) {
  const p = e.p >= 0 ? P(s, e.p) : null;
  const m = e.m === SYSMON ? null : M(s, e.m);
  if (m && m.at === 'starts' && e.name !== 'ProcStart') m.at = 'looks';
  switch (e.name) {
    case 'GoCreate': {
      if (e.g === 1) { // a new run: other goroutines, other threads, though with the same numbers
        Object.assign(s, empty(), { run: s.run + 1 });
        if (e.p >= 0 && !single) hold(s, e.m, e.p), (s.ps[e.p].status = 'running');
      }
      ready(s, e, single);
      break;
    }
    case 'GoUnblock':
      ready(s, e, single);
      break;
    case 'GoStart': {
      const from = s.gs[e.g]?.at;
      place(s, e.g, 'running', { m: e.m, p: e.p });
      if (p) {
        if (p.m !== e.m) hold(s, e.m, e.p);
        // Whoever looks into the global queue takes its share into its own queue. Nothing is recorded
        // of that, but the queue's length is.
        for (let n = e.local - p.queue.length - (p.next ? 1 : 0); from === 'global' && n > 0 && s.global.length; n--)
          tail(s, s.global[0], e.p);
        Object.assign(s.ps[e.p], { g: e.g, status: 'running' });
      }
      Object.assign(M(s, e.m), { g: e.g, at: 'runs' });
      break;
    }
    case 'GoEnd':
      lift(s, e.g);
      delete s.gs[e.g];
      if (m) m.at = 'looks';
      break;
    case 'GoSched':
      if (p) tail(s, e.g, e.p);
      if (m) m.at = 'looks';
      break;
    case 'GoBlock':
      place(s, e.g, 'waiting', { why: e.why });
      if (m) m.at = 'looks';
      break;
    case 'GoSysCall':
      place(s, e.g, 'kernel', { m: e.m, p: e.p, oldp: e.p });
      if (m) leave(s, e.m), Object.assign(m, { g: e.g, at: 'kernel' });
      if (p) Object.assign(p, { m: null, g: null, status: 'syscall', call: e.g });
      break;
    case 'GoSysBlock':
      if (m && p) cut(s, e.p), hold(s, e.m, e.p); // entersyscallblock: it holds the P, and gives it up next
      break;
    case 'ProcSteal':
      cut(s, e.p);
      Object.assign(p, { m: null, g: null, status: 'taken' });
      break;
    case 'Handoff':
      if (p) p.status = e.arg ? 'taken' : 'idle';
      break;
    case 'ThreadStart':
    case 'ThreadWake':
      Object.assign(M(s, e.arg), { at: e.name === 'ThreadStart' ? 'starts' : 'woken' });
      if (p) p.status = 'taken';
      break;
    case 'ThreadStop':
      if (m) leave(s, e.m), Object.assign(m, { g: null, at: 'asleep' });
      break;
    case 'ProcStart':
      hold(s, e.m, e.p);
      p.status = 'running';
      if (m.at !== 'kernel') m.at = 'looks';
      break;
    case 'ProcStop':
      leave(s, e.m);
      Object.assign(p, { m: null, status: 'idle' });
      break;
    case 'GoSysExit':
      if (e.p >= 0) {
        place(s, e.g, 'running', { m: e.m, p: e.p });
        if (p.m !== e.m) hold(s, e.m, e.p);
        Object.assign(p, { g: e.g, status: 'running', call: null });
        Object.assign(m, { g: e.g, at: 'runs' });
      } else {
        place(s, e.g, e.queued ? 'global' : 'leaving', { m: e.queued ? null : e.m });
        if (e.queued) s.global.push(e.g);
        Object.assign(m, { g: null, at: 'looks' });
      }
      break;
    case 'Steal': {
      // Half of a queue, from its front; the thief runs the last of them. If all that the victim had
      // was its runnext, that.
      const victim = Object.entries(s.ps).find(([id, v]) => +id !== e.p && (v.queue.includes(e.stolen) || v.next === e.stolen));
      if (!e.stolen || !victim || !p) break;
      const many = victim[1].queue.slice(0, e.arg);
      for (const g of many.includes(e.stolen) ? many : [e.stolen]) tail(s, g, e.p);
      break;
    }
  }
  // sysmon: what it did last. Its next event is never before its sleep is over.
  if (e.m === SYSMON) s.sysmon = e.name === 'ProcSteal' ? `retakes P${e.p}` : e.name === 'Handoff' ? `hands off P${e.p}` : s.sysmon;
  else if (e.name === 'ProcStart' || e.name === 'GoSysCall') s.sysmon = 'watches';
}

// Newly runnable: to be next on this P, and who was to be next goes to the end of its queue.
function ready(s, e, single) {
  if (e.p < 0) return;
  if (single) return tail(s, e.g, e.p);
  const old = P(s, e.p).next;
  place(s, e.g, 'next', { p: e.p });
  if (old !== null && old !== e.g) tail(s, old, e.p);
  s.ps[e.p].next = e.g;
}

/** .at(n): the state after n events. Do not change it: it is kept. */
export function replay(trace) {
  const kEvery = 500; // a state is kept now and then, so that going back is not going back to the start
  const kept = [structuredClone(trace.about.before ?? empty())];
  let at = 0, state = structuredClone(kept[0]);
  return {
    at(n) {
      if (n < at) {
        at = Math.min(Math.floor(n / kEvery), kept.length - 1) * kEvery;
        state = structuredClone(kept[at / kEvery]);
      }
      while (at < n) {
        apply(state, trace.events[at++], trace.single);
        if (at % kEvery === 0 && at / kEvery === kept.length) kept.push(structuredClone(state));
      }
      return state;
    },
  };
}

// --- Telling -----------------------------------------------------------------------------------------

const HOW = [ // exitPolled, exitOldp, exitIdle: entersyscall.hpp
  (e) => `G${e.g}'s call is done. M${e.m} has waited until P${e.p} was idle, and takes it`,
  (e) => `G${e.g} comes back, and M${e.m} takes its old P${e.p} again with one compare-and-swap`,
  (e, s) => s.gs[e.g]?.oldp === e.p
    ? `G${e.g} comes back. Its old P${e.p} was in other hands, but is idle by now: M${e.m} takes it`
    : `G${e.g} comes back. Its old P is not to be had, but P${e.p} is idle: M${e.m} takes that one`,
];

const SAY = {
  GoCreate: (e, s, one) => `${by(s, e, 'starts')} G${e.g}: ${e.g === 1 ? 'a run begins' : one ? 'to the back of the run queue' : `it will be next on P${e.p}`}`,
  GoStart: (e, s, one) => `M${e.m} runs G${e.g}${one ? '' : ` with P${e.p}`}${FROM[s.gs[e.g]?.at]?.(one) ?? ''}`,
  GoEnd: (e) => `G${e.g} has finished, and M${e.m} looks for another goroutine`,
  GoSched: (e, s, one) => `G${e.g} lets others go first: to the back of ${one ? 'the' : `P${e.p}'s`} queue`,
  GoBlock: (e) => `G${e.g} waits${e.why ? ` (${e.why})` : ''}, and M${e.m} looks for another goroutine`,
  GoUnblock: (e, s, one) => `${by(s, e, 'makes')} G${e.g} runnable: ${one ? 'to the back of the run queue' : `it will be next on P${e.p}`}`,
  GoSysCall: (e) => `G${e.g} enters a system call: M${e.m} lets go of P${e.p}, which stays behind in Psyscall`,
  GoSysBlock: (e, s) => {
    if (e.m !== SYSMON) return `G${e.g}'s call is known to block: M${e.m} gives up P${e.p} at once`;
    const g = s.ps[e.p]?.call;
    return `sysmon sees that ${g ? `G${g}'s system call` : 'a system call'} keeps P${e.p}`;
  },
  ProcSteal: (e) => `sysmon takes P${e.p} away from the system call: from Psyscall to Pidle`,
  Handoff: (e) => e.arg ? `Somebody must run P${e.p}: ${who(e)} looks for a thread` : `Nobody needs P${e.p}: it goes to the idle Ps`,
  ThreadStart: (e) => `${who(e)} starts a new thread, M${e.arg}, to run P${e.p}`,
  ThreadWake: (e) => `${who(e)} wakes M${e.arg} to run P${e.p}`,
  ThreadStop: (e) => `M${e.m} has no P, and goes to sleep`,
  ProcStart: (e, s) => s.ms[e.m]?.at === 'kernel' ? `M${e.m} is back from the kernel and takes P${e.p}` : `M${e.m} takes P${e.p} and looks for a goroutine`,
  ProcStop: (e) => `M${e.m} lets go of P${e.p}`,
  GoSysExit: (e, s) => e.p < 0
    ? `G${e.g} comes back and finds no P: ${e.queued ? 'it goes into the global queue' : 'but one has just become idle'}`
    : (HOW[e.arg] ?? HOW[0])(e, s),
  Steal: (e) => `P${e.p} steals ${e.arg === 1 ? (e.stolen ? `G${e.stolen}` : 'a goroutine') : `${e.arg} goroutines`} from another P's queue`,
};
const NAMES = new Set(Object.keys(SAY));
const FROM = {
  next: () => ': it was to be next',
  local: (one) => `: it was first in ${one ? 'the' : 'the P\'s'} queue`,
  global: () => ': it was first in the global queue',
};
const who = (e) => (e.m === SYSMON ? 'sysmon' : `M${e.m}`);
const by = (s, e, verb) => (s.ms[e.m]?.g ? `G${s.ms[e.m].g} ${verb}` : `M${e.m} ${verb}`);

/** What e means; `before` is the state that it happens in. */
export const say = (trace, e, before) => SAY[e.name](e, before, trace.single);

/** 1234.5 → "1.23 ms" */
export const ms = (us) => (us >= 1000 ? `${(us / 1000).toFixed(us < 1e4 ? 2 : 1)} ms` : `${us.toFixed(us < 10 ? 1 : 0)} µs`);

// --- The timeline ------------------------------------------------------------------------------------

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
  3: ['M-6 0l6 -7l6 7l-6 7z', 'back, and no P to be had'],
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
