// What an event means, in a sentence.

const HOW = [ // exitPolled, exitOldp, exitIdle: entersyscall.hpp
  (e) => `G${e.g}'s call is done. M${e.m} has waited until P${e.p} was idle, and takes it`,
  (e) => `G${e.g} comes back, and M${e.m} takes its old P${e.p} again with one compare-and-swap`,
  (e, s) => s.gs[e.g]?.oldp === e.p
    ? `G${e.g} comes back. Its old P${e.p} was taken from it, but is idle by now: M${e.m} takes it`
    : `G${e.g} comes back. Somebody else has its old P, but P${e.p} is idle: M${e.m} takes that one`,
];

const SAY = {
  GoCreate: (e, s, one) => `${by(s, e, 'starts')} G${e.g}: ${e.g === 1 ? 'a run begins' : one ? 'to the back of the run queue' : `it will be next on P${e.p}`}`,
  GoStart: (e, s, one) => `M${e.m} runs G${e.g}${one ? '' : ` with P${e.p}`}${FROM[s.gs[e.g]?.at]?.(one) ?? ''}`,
  GoEnd: (e) => `G${e.g} has finished, and M${e.m} looks for another goroutine`,
  GoSched: (e, s, one) => `G${e.g} lets others go first: to the back of ${one ? 'the' : e.global > 0 ? 'the global' : `P${e.p}'s`} queue`,
  GoBlock: (e) => `G${e.g} waits${e.why ? ` (${e.why})` : ''}, and M${e.m} looks for another goroutine`,
  GoUnblock: (e, s, one) => `${by(s, e, 'makes')} G${e.g} runnable: ${one ? 'to the back of the run queue' : `it will be next on P${e.p}`}`,
  GoSysCall: (e) => `G${e.g} enters a system call: M${e.m} lets go of P${e.p}, which stays behind in Psyscall`,
  GoSysBlock: (e, s) => {
    if (e.m >= 0) return `G${e.g}'s call is known to block: M${e.m} gives up P${e.p} at once`;
    const g = s.ps[e.p]?.call;
    return `sysmon sees that ${g ? `G${g}'s system call` : 'a system call'} keeps P${e.p}`;
  },
  SysmonLook: (e) => `sysmon sees P${e.p} in Psyscall for the first time in this call, and notes its syscalltick, ${e.arg}`,
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
export const NAMES = new Set(Object.keys(SAY));
const FROM = {
  next: () => ': it was to be next',
  local: (one) => `: it was first in ${one ? 'the' : 'the P\'s'} queue`,
  global: () => ': it was first in the global queue',
};
const who = (e) => (e.m < 0 ? 'sysmon' : `M${e.m}`);
const by = (s, e, verb) => (s.ms[e.m]?.g ? `G${s.ms[e.m].g} ${verb}` : `M${e.m} ${verb}`);

/** What e means; `before` is the state that it happens in. */
export function say(trace, e, before) {
  const named = new Set();
  return SAY[e.name](e, before, trace.single).replace(/\bG(\d+)\b/g, (G, g) => {
    const role = !named.has(g) && trace.role(g, e.index);
    named.add(g);
    return role ? `${G} (${role})` : G;
  });
}

/** 1234.5 → "1.23 ms" */
export const ms = (us) => (us >= 1000 ? `${(us / 1000).toFixed(us < 1e4 ? 2 : 1)} ms` : `${us.toFixed(us < 10 ? 1 : 0)} µs`);
