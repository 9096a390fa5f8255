// What the player's boxes show of a state: as data, so that a test can hold it against the events (tests/book), and
// as HTML.
import { blind } from './timeline.js';

const STATUS = { running: 'running (Prunning)', taken: 'on its way to another thread (Pidle)', idle: 'idle (Pidle)' };
const THREAD = { looks: 'no P', asleep: 'asleep', starts: 'starting', woken: 'waking up', runs: 'no P' };

/**
 * Two columns of boxes: { title, small, at, slots: [{ name, chips: [{ M, G, note }], none, text }] }; at(state) is what
 * the box shows of a state: if it is another one than before, the box is marked.
 */
export function board(trace, s) {
  const { single } = trace, calls = !blind(trace), ids = (of) => Object.keys(of).map(Number);
  const gs = (...at) => ids(s.gs).filter((id) => at.includes(s.gs[id].at));
  const one = (kind, id) => (id ? [{ [kind]: id }] : []);

  const ps = ids(s.ps).map((id) => {
    const p = s.ps[id];
    const status = STATUS[p.status] ?? `left behind in ${p.call ? `G${p.call}'s system call` : 'a system call that is over'} (Psyscall)`;
    const thread = p.m !== null ? [{ M: p.m }] : single && p.g ? [{ M: s.gs[p.g].m }] : [];
    return { title: `P${id}`, small: single ? '' : status, at: (x) => x.ps[id], slots: [
      { name: 'thread', chips: thread, none: '–' },
      { name: 'runs', chips: one('G', p.g), none: '–' },
      !single && { name: 'next', chips: one('G', p.next), none: '–' },
      { name: 'queue', chips: p.queue.map((G) => ({ G })), none: '–' },
      calls && Number.isInteger(p.tick) && { name: 'syscalltick', text: `${p.tick}${p.status === 'syscall' ? p.seen === p.tick ? ', seen by sysmon' : ', not yet seen by sysmon' : ''}` },
    ] };
  });

  // A goroutine that is back, and whose thread has a P, waits for nothing: the thread stands with its P.
  const kernel = gs('kernel', 'leaving').map((id) => {
    const g = s.gs[id], back = g.at === 'leaving';
    const note = back ? (g.p !== null ? `back, with P${g.p}` : 'back, no P')
      : `m.oldp = ${g.oldp === undefined ? '?' : `P${g.oldp}`}${g.p !== null ? ', still there' : ', gone'}`;
    return { ...(g.m !== null && !(back && g.p !== null) ? { M: g.m } : {}), G: id, note };
  });
  const placed = new Set([...Object.values(s.ps).map((p) => p.m), ...kernel.map((k) => k.M)]);
  const idle = ids(s.ms).filter((id) => !placed.has(id) && !(single && s.ms[id].g));
  const threads = !single && { title: 'Threads without a P', small: '', at: (x) => idle.map((id) => x.ms[id]?.at),
    slots: [{ chips: idle.map((M) => ({ M, note: THREAD[s.ms[M].at] ?? '' })), none: 'none' }] };
  const gone = (at) => (x) => ids(x.gs).filter((id) => at.includes(x.gs[id].at)).map((id) => x.gs[id]);
  const columns = [
    [...ps, !single && { title: 'Global queue', small: '', at: (x) => x.global, slots: [{ chips: s.global.map((G) => ({ G })), none: 'empty' }] }, calls && threads],
    [
      calls && { title: 'Kernel', small: 'system calls', kind: 'kernel', at: gone(['kernel', 'leaving']), slots: [{ chips: kernel, none: 'none' }] },
      { title: 'Waiting', small: 'for one another', at: gone(['waiting']),
        slots: [{ chips: gs('waiting').map((G) => ({ G, note: s.gs[G].why })), none: 'none' }] },
      !calls && threads,
      calls && { title: 'sysmon', small: 'a thread of its own', at: (x) => x.sysmon, slots: [{ text: s.sysmon }] },
    ],
  ];
  return columns.map((boxes) => boxes.filter(Boolean).map((b) => ({ ...b, slots: b.slots.filter(Boolean) })));
}

export const escape = (s) => String(s).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const kMost = 24;

/** The board of state s as HTML; what differs from the state before is marked; role(g): "reader 1", or nothing. */
export function html(trace, before, s, role) {
  const differs = (at) => JSON.stringify(at(before)) !== JSON.stringify(at(s));
  const chip = (kind, id, at, more = '') => `<span class="chip ${kind}${differs(at) ? ' new' : ''}" data-key="${kind}${id}">${kind}${id}${more}</span>`;
  const G = (id) => chip('G', id, (x) => [x.gs[id]?.at, x.gs[id]?.p], role(id) ? `<small>${escape(role(id))}</small>` : '');
  const M = (id) => chip('M', id, (x) => [x.ms[id]?.at, x.ms[id]?.p]);
  const both = (c) => `${c.M !== undefined ? M(c.M) : ''}${c.G !== undefined ? G(c.G) : ''}`;
  const draw = (c) => c.note === undefined ? both(c) : `<span class="pair">${both(c)}<small>${escape(c.note)}</small></span>`;
  const slot = ({ name, chips, none, text }) => {
    const inside = text !== undefined ? escape(text) : chips.length
      ? chips.slice(0, kMost).map(draw).join('') + (chips.length > kMost ? ` and ${chips.length - kMost} more` : '')
      : `<span class="none">${none}</span>`;
    return name ? `<div class="slot"><small>${name}</small>${inside}</div>` : inside;
  };
  const box = (b) => `<section class="box${differs(b.at) ? ' new' : ''} ${b.kind ?? ''}" aria-label="${b.title}">
<div class="title">${b.title}<small>${escape(b.small)}</small></div><div class="slots">${b.slots.map(slot).join('')}</div></section>`;
  return board(trace, s).map((boxes) => `<div class="column">${boxes.map(box).join('')}</div>`).join('');
}
