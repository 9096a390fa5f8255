// Reading a trace file: by `make trace-N`, or one of ours, cut from such a file. The events come from
// common/traced/trace_json.cpp; common/trace.hpp says what each of them means.
import { NAMES } from './say.js';

export const SYSMON = -1; // the m of its events

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
  const [named, from] = roles(about.roles, events);
  return {
    chapter,
    /** "reader 1": what goroutine g is; `index`: at which event, since each run counts anew. */
    role: (g, index = events.length) => (index >= from ? named[g] : undefined),
    roles: named,
    about, // command, note, before … : see book/tools/record.mjs
    // Chapter 3 has one queue and one thread, and nobody there knows the word P yet.
    single: chapter === null ? !events.some((e) => e.name === 'ProcStart') : chapter === 3,
    events,
  };
}

// [{ 4: "reader 1" }, from which event on]. A raw record says who was made in which order in its last run (trace_roles in
// common/trace.hpp), a cut one has it by number.
function roles(about, events) {
  if (typeof about !== 'string') return [about ?? {}, 0];
  const start = events.findLastIndex((e) => e.name === 'GoCreate' && e.g === 1);
  const names = about.split(', '), more = /^(.*) …$/.exec(names.at(-1))?.[1];
  if (more) names.pop();
  const made = start < 0 || !about ? [] : events.slice(start).filter((e) => e.name === 'GoCreate');
  return [Object.fromEntries(made.map((e, i) => [e.g, names[i] ?? (more && `${more} ${i - names.length + 1}`)])), start];
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
