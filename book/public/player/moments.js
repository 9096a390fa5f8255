// Where a page's text may jump to: <a href="#trace-5-retake"> moves the player of trace/chapter-5.json behind that
// event; #trace-5-57 is its 57th. The names are looked up in the events, so that a new recording does not break a link.
const first = (events, from, wanted) => (from < 0 ? -1 : events.findIndex((e, i) => i >= from && wanted(e)));

/** { name: how many events have happened then } of all moments that this recording has. */
export function moments(trace) {
  const all = trace.events, found = {}, reader = (g) => trace.role(g)?.startsWith('reader');
  const set = (name, from, wanted) => {
    const at = first(all, from, wanted);
    if (at >= 0) found[name] = at + 1;
    return at;
  };
  // The first reader whose call loses its P, from the way in to the way back.
  const enters = (e) => e.name === 'GoSysCall' && reader(e.g);
  const loses = (i) => all.findIndex((e, j) => j > i && e.name === 'GoSysExit' && e.g === all[i].g)
    > first(all, i + 1, (e) => e.name === 'ProcSteal' && e.p === all[i].p);
  const into = set('enters', 0, (e) => enters(e) && loses(e.index));
  if (into >= 0) {
    const { g, p } = all[into];
    set('look', into, (e) => e.name === 'SysmonLook' && e.p === p);
    const taken = set('retake', into, (e) => e.name === 'ProcSteal' && e.p === p);
    set('handoff', taken, (e) => e.name === 'Handoff' && e.p === p);
    const start = set('takesover', taken, (e) => e.name === 'ProcStart' && e.p === p);
    set('runson', start, (e) => e.name === 'GoStart' && e.p === p);
    set('back', into, (e) => e.name === 'GoSysExit' && e.g === g);
  }
  // The ways back: with the old P, with an idle one, into the global queue and out of it.
  set('oldp', 0, (e) => e.name === 'GoSysExit' && e.arg === 1);
  set('idlep', 0, (e) => e.name === 'GoSysExit' && e.arg === 2);
  const queued = set('queued', 0, (e) => e.name === 'GoSysExit' && e.arg === 3 && e.queued);
  if (queued >= 0) {
    const { g, m } = all[queued];
    set('asleep', queued, (e) => e.name === 'ThreadStop' && e.m === m);
    set('outofqueue', queued, (e) => e.name === 'GoStart' && e.g === g);
  }
  // The longest silence: the freeze of chapters 3 and 4.
  const gaps = all.map((e, i) => (all[i + 1]?.time ?? e.time) - e.time);
  found.silence = gaps.indexOf(Math.max(...gaps)) + 1;
  return found;
}

/** "retake" or "57" → how many events have happened then, or undefined. */
export function momentAt(trace, name) {
  const n = /^\d+$/.test(name) ? Number(name) : moments(trace)[name];
  return n >= 0 && n <= trace.events.length ? n : undefined;
}
