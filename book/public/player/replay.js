// A recorded run, told again: where every goroutine, P and thread is after each event.
import { SYSMON } from './read.js';

// gs   id: { at, m, p, why }   at: running | next | local | global | kernel | waiting | leaving
//          in the kernel oldp is the P that it went in with, and so is p until somebody takes that one
// ps   id: { m, g, next, queue, status, call, tick, seen }   status: running | syscall | taken | idle, as in p.hpp;
//          "taken" is Pidle too, but in somebody's hand; call: the g in whose system call it was left behind, or
//          null if that call is over; tick: syscalltick; seen: the one in sysmontick
// ms   id: { p, g, at, oldp, tick }   at: runs | kernel | looks | asleep | starts | woken
const empty = () => ({ gs: {}, ps: {}, ms: {}, global: [], sysmon: 'watches', run: 0 });

const P = (s, id) => (s.ps[id] ??= { m: null, g: null, next: null, queue: [], status: 'idle', call: null, tick: 0, seen: 0 });
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

function cut(s, p) { // whoever left it behind has it no more; by now that one may be in its next call, with another P
  const g = s.gs[P(s, p).call];
  if (g?.at === 'kernel' && g.p === p) g.p = null;
  s.ps[p].call = null;
}

function over(s, g) { // g's call is: what it left behind lies there still, but not in that call
  for (const p of Object.values(s.ps)) if (p.call === g) p.call = null;
}

function hold(s, m, p) {
  leave(s, m);
  if (P(s, p).m !== null) M(s, s.ps[p].m).p = null;
  cut(s, p);
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
      if (p && s.gs[e.g]?.slow) p.tick++; // exitsyscall goes on, and ends its call on the P that it has now
      place(s, e.g, 'running', { m: e.m, p: e.p, slow: false });
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
      if (!single && e.global > 0) place(s, e.g, 'global'), s.global.push(e.g); // runlater
      else if (p) tail(s, e.g, e.p);
      if (m) m.at = 'looks';
      break;
    case 'GoBlock':
      place(s, e.g, 'waiting', { why: e.why });
      if (m) m.at = 'looks';
      break;
    case 'GoSysCall':
      place(s, e.g, 'kernel', { m: e.m, p: e.p, oldp: e.p });
      if (m) leave(s, e.m), Object.assign(m, { g: e.g, at: 'kernel', oldp: e.p, tick: p?.tick });
      if (p) Object.assign(p, { m: null, g: null, status: 'syscall', call: e.g });
      break;
    case 'GoSysBlock':
      if (m && p) { // entersyscallblock: it holds the P, and gives it up next
        hold(s, e.m, e.p);
        p.tick++;
        Object.assign(m, { oldp: null });
      }
      break;
    case 'SysmonLook':
      p.seen = e.arg;
      break;
    case 'ProcSteal':
      cut(s, e.p);
      Object.assign(p, { m: null, g: null, status: 'taken', tick: p.tick + 1 });
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
      else if (s.gs[m.g]?.at === 'kernel') over(s, m.g), Object.assign(s.gs[m.g], { at: 'leaving', p: e.p });
      break;
    case 'ProcStop':
      leave(s, e.m);
      Object.assign(p, { m: null, status: 'idle' });
      break;
    case 'GoSysExit':
      over(s, e.g);
      m.oldp = null;
      if (e.p >= 0) {
        place(s, e.g, 'running', { m: e.m, p: e.p });
        if (p.m !== e.m) hold(s, e.m, e.p);
        p.tick += e.arg === 1 && m.tick !== p.tick ? 2 : 1; // exitsyscallfast_reacquired: it was away meanwhile
        Object.assign(p, { g: e.g, status: 'running' });
        Object.assign(m, { g: e.g, at: 'runs' });
      } else {
        place(s, e.g, e.queued ? 'global' : 'leaving', { m: e.queued ? null : e.m, slow: true });
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
  const does = { SysmonLook: 'notes the tick of', ProcSteal: 'retakes', Handoff: 'hands off' }[e.name];
  if (e.m === SYSMON) s.sysmon = does ? `${does} P${e.p}` : s.sysmon;
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
