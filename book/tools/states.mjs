// Draws the states of G and of P, one picture a chapter. Which edges there are, and which function takes them, is read
// from the files that chapter's program is made of. Only the places of states and labels are set by hand, below; they
// are the same in all chapters, so that two pictures can be compared by eye.
//
//   node book/tools/states.mjs            writes book/img/g-states-N.svg and p-states-N.svg
//   node book/tools/states.mjs --check    fails if a picture is not what the code says, or the code contradicts itself
import { execFileSync } from 'node:child_process';
import { arrow, finish, line, read, rect, root, svg, text } from './svg.mjs';

// --- reading the code ---

function fail(message) {
  console.error(`FAIL  ${message}\n0 passed, 1 failed`);
  process.exit(1);
}

// Chapter n's program: its functions, and those inline in its headers: {file, name, body}. One begins in column 0.
function program(n) {
  const list = execFileSync('make', ['-s', `files-${n}`], { cwd: root, encoding: 'utf8' });
  const files = [...list.matchAll(/^\S+\s+(\S+\.[ch]pp)$/gm)].map((m) => m[1]);
  const within = (kind) => files.filter((file) => file.endsWith(kind)).flatMap((file) =>
    read(file).replace(/\/\/.*/g, '').split(/^(?=[\w[].*\w\()/m).slice(1)
      .map((body) => ({ file, name: body.match(/(\w+)\(/)[1], body })));
  const code = (name) => read(files.find((file) => file.endsWith(`/${name}`)));
  return { n, functions: within('.cpp'), inlines: within('.hpp'), code };
}

// edges: {'Grunning Gwaiting': ['gopark: park_m']}
function add(edges, from, to, who) {
  const list = (edges[`${from} ${to}`] ??= []);
  if (!list.includes(who)) list.push(who);
}

// A function that is handed to mcall belongs to the function that does so: for a static one that is in the same file,
// for another it is inline in a header.
function shown({ functions, inlines }, f) {
  const among = f.body.startsWith('static') ? functions.filter((g) => g.file === f.file) : inlines;
  const outer = among.find((g) => g.body.includes(`mcall(${f.name})`));
  return outer ? `${outer.name}: ${f.name}` : f.name;
}

// Two sources that must agree: the calls of casgstatus, and the table of allowed moves, where a comment names the
// function. newproc's call leaves open where the move begins; the table says it.
function edgesOfG(chapter) {
  const allowed = {};
  for (const [, table] of chapter.code('gtransitions.hpp').matchAll(/<(gtransitions_\w+\.hpp)>/g)) {
    for (const [, from, to, who] of chapter.code(table).matchAll(/\{(G\w+), (G\w+)\},\s*\/\/ (\w+)/g)) {
      allowed[`${from} ${to}`] = who;
    }
  }
  const edges = {};
  for (const f of [...chapter.functions, ...chapter.inlines]) {
    for (const [, from, to] of f.body.matchAll(/casgstatus\(gp,\s*([^;]*?),\s*(G\w+)\);/g)) {
      const froms = /^G\w+$/.test(from) ? [from] :
        Object.keys(allowed).filter((move) => allowed[move] === f.name).map((move) => move.split(' ')[0]);
      for (const each of froms) add(edges, each, to, shown(chapter, f));
    }
  }
  for (const move of new Set([...Object.keys(allowed), ...Object.keys(edges)])) {
    if (!allowed[move]) fail(`chapter ${chapter.n}: ${edges[move]} goes ${move}, and gtransitions.hpp forbids it`);
    const whose = edges[move]?.findIndex((who) => who.split(': ').includes(allowed[move])) ?? -1;
    if (whose < 0) fail(`chapter ${chapter.n}: ${move} should be ${allowed[move]}'s; taken by ${edges[move] ?? 'nobody'}`);
    edges[move].unshift(...edges[move].splice(whose, 1)); // the table's comes first
  }
  return edges;
}

// The stores and compare-and-swaps of p.status. Where a move begins, the function itself says: in what it compares the
// status with, or, if it compares nothing, by taking the P from the M that runs on it.
function edgesOfP(chapter) {
  const edges = {};
  for (const f of chapter.functions) {
    if (/new P\{\}/.test(f.body)) add(edges, 'new', 'Pidle', `${f.name}: new P`);
    for (const [, op, to] of f.body.matchAll(/status\.(store|compare_exchange\w+)\((?:status, )?(P\w+),/g)) {
      const compared = f.body.match(/status(?:\.load\(\w+\))? !?= (P\w+)/)?.[1];
      const from = compared ?? (/P\* pp = mp->p;/.test(f.body) && 'Prunning');
      if (!from) fail(`chapter ${chapter.n}: ${f.file}, ${f.name}: which state does the P come from?`);
      add(edges, from, to, `${f.name}: ${op === 'store' ? 'store' : 'CAS'}`);
    }
  }
  return edges;
}

// Who calls it; for a static function that only one other function of its file calls, that one.
function callers({ functions }, name) {
  const calling = (what, among) => among.filter((f) => f.name !== what && new RegExp(`\\b${what}\\(`).test(f.body));
  return [...new Set(calling(name, functions).map((f) => {
    const outer = calling(f.name, functions.filter((g) => g.file === f.file));
    return f.body.startsWith('static') && outer.length === 1 ? outer[0].name : f.name;
  }))];
}

// What the enum's comments say about each state.
const notes = {};
for (const file of ['chapters/03-single-p/gstates.hpp', 'chapters/04-multi-p/p_core.hpp']) {
  for (const [, name, note] of read(file).matchAll(/^ {2}([GP]\w+) = \d,\s*\/\/ (.*)$/gm)) {
    notes[name] = note.replace(/[;:(].*/, '').trim().split(/(?<=,) /);
  }
}

// --- the places ---

const G = {
  title: 'The states of a goroutine', height: 480, boxheight: 50, crop: ['Gsyscall', 100],
  //        x, y, width
  boxes: {
    Gidle: [75, 220, 112], Grunnable: [300, 220, 152], Grunning: [660, 220, 152],
    Gsyscall: [480, 80, 152], Gwaiting: [480, 352, 152], Gdead: [480, 440, 152],
  },
  //                       the arrow                    its label: x, y, alignment
  wires: {
    'Gidle Grunnable': ['M131 220H222', 176, 212, 'mid'],
    'Grunnable Grunning': ['M376 208H582', 480, 200, 'mid'],
    'Grunning Grunnable': ['M584 232H378', 480, 250, 'mid'],
    'Grunning Gwaiting': ['M625 245Q615 352 558 352', 606, 288, 'end'],
    'Gwaiting Grunnable': ['M404 352Q345 352 335 247', 362, 281, ''],
    'Grunning Gdead': ['M690 245Q690 440 558 440', 698, 330, ''],
    'Gdead Grunnable': ['M404 440Q270 440 270 247', 262, 330, 'end'],
    'Grunning Gsyscall': ['M690 195Q690 80 558 80', 696, 120, ''],
    'Gsyscall Grunning': ['M540 105L630 192', 574, 160, 'end'],
    'Gsyscall Grunnable': ['M404 80Q300 80 300 192', 300, 120, 'end'],
  },
  // What a label can't say in a name; the code must contain the second part.
  remarks: { 'Gwaiting Grunnable gopark: park_m': ['if unlockf says no', '!unlocks(mp, gp)'] },
};

const P = {
  title: 'The states of a P', height: 470, boxheight: 66, crop: ['Psyscall', 190],
  boxes: { Pidle: [150, 335, 200], Prunning: [710, 335, 200], Psyscall: [430, 100, 200] },
  wires: {
    'new Pidle': ['M150 440V371', 164, 428, ''],
    'Pidle Prunning': ['M250 321H608', 430, 312, 'mid'],
    'Prunning Pidle': ['M610 349H252', 430, 367, 'mid'],
    'Prunning Psyscall': ['M710 302Q710 100 533 100', 650, 190, 'end'],
    'Psyscall Pidle': ['M330 100Q150 100 150 299', 220, 190, ''],
  },
  // For these it matters who calls. The list grows upwards or downwards from y.
  called: { 'Pidle Prunning': ['acquirep', 294, -1], 'Prunning Pidle': ['releasep', 383, 1] },
};

// --- drawing ---

// Each name with its class: '', 'new' or 'gone'. Old names keep their order, and `now` is put into the same.
function marked(now, before) {
  const all = [
    ...before.map((who) => [who, now.includes(who) ? '' : 'gone']),
    ...now.filter((who) => !before.includes(who)).map((who) => [who, 'new']),
  ];
  now.splice(0, now.length, ...all.filter(([, kind]) => kind !== 'gone').map(([who]) => who));
  return all;
}
const word = ([who, kind]) => (kind === 'new' ? `+ ${who}` : who);

function callerlist(names, [, y, way]) {
  const rows = [[]];
  for (const each of names) {
    if ([...rows.at(-1), each].map(word).join(', ').length > 47) rows.push([]);
    rows.at(-1).push(each);
  }
  const top = way > 0 ? y : y - 16 * rows.length;
  return [`<text x="430" y="${top}" class="s mid dim">called by</text>`, ...rows.map((row, i) =>
    `<text x="430" y="${top + 16 * (i + 1)}" class="m s mid">` +
    row.map((each) => (each[1] ? `<tspan class="${each[1]}">${word(each)}</tspan>` : each[0])).join(', ') + '</text>')];
}

// before: what the picture of the chapter before shows, or null if this is the first.
function draw(plan, chapter, now, before) {
  const crop = Object.keys(now).some((move) => move.includes(plan.crop[0])) ? 0 : plan.crop[1]; // no empty top
  const body = [text(20, 32 + crop, `${plan.title}, chapter ${chapter.n}`, 'h')];
  const states = (edges) =>
    Object.keys(plan.boxes).filter((s) => Object.keys(edges).some((move) => move.split(' ').includes(s)));
  const fresh = [];
  const said = [];
  const lost = Object.keys(now).find((move) => !plan.wires[move] && !move.startsWith('called'));
  if (lost) fail(`chapter ${chapter.n}: ${lost} has no place in the picture`);
  for (const [move, [path, x, y, align]] of Object.entries(plan.wires)) {
    const all = now[move];
    if (!all) continue;
    const names = marked(all, before ? before[move] ?? [] : all);
    const isnew = names.some(([, kind]) => kind === 'new');
    body.push(arrow(path, isnew ? 'new' : ''));
    names.forEach(([who, kind], i) => body.push(text(x, y + 16 * i, word([who, kind]), `m ${kind} ${align}`)));
    for (const [who] of names) {
      const [remark, code] = plan.remarks?.[`${move} ${who}`] ?? [];
      if (!remark) continue;
      if (!chapter.functions.some((f) => f.body.includes(code))) fail(`nobody says ${code} any more`);
      body.push(text(x, y + 16 * names.length - 1, remark, `s dim ${align}`));
    }
    if (plan.called?.[move]) {
      const list = marked(now[`called ${move}`], before ? before[`called ${move}`] : now[`called ${move}`]);
      body.push(...callerlist(list, plan.called[move]));
      fresh.push(...list.filter(([, kind]) => kind === 'new').map(([who]) => `${who} calls ${plan.called[move][0]}`));
    }
    const inwords = (who) => `${move.replace(' ', ' to ')} by ${who.join(' and ')}`;
    if (isnew) fresh.push(inwords(names.filter(([, kind]) => kind === 'new').map(([who]) => who)));
    said.push(inwords(all));
  }
  const old = before ? states(before) : states(now);
  for (const state of states(now)) {
    const [x, y, w] = plan.boxes[state];
    const isnew = !old.includes(state);
    const top = y + 6 - 8 * notes[state].length;
    body.push(rect(x - w / 2, y - plan.boxheight / 2, w, plan.boxheight, isnew ? 'boxnew' : 'box', 8));
    body.push(text(x, top, word([state, isnew && 'new']), 'm b mid'));
    notes[state].forEach((note, i) => body.push(text(x, top + 17 + 14 * i, note, 's mid dim')));
  }
  if (!before) body.push(text(20, 56 + crop, 'all of it is new', 'dim'));
  else if (!fresh.length) body.push(text(20, 56 + crop, `chapter ${chapter.n} adds no state and no move`, 'dim'));
  else body.push(line(`M20 ${52 + crop}h34`, 'linenew'), text(62, 56 + crop, `+ new in chapter ${chapter.n}`, 'new'));
  if (body.some((s) => s.includes('class="m gone') || s.includes('class="gone"'))) {
    body.push(text(225, 56 + crop, 'struck out', 'gone'), text(295, 56 + crop, ': no longer', 'dim'));
  }
  const news = before ? ` New in chapter ${chapter.n}: ${fresh.join('; ') || 'nothing'}.` : '';
  const desc = `${states(now).join(', ')}. ${said.join('; ')}.${news}`;
  return svg([crop, 860, plan.height - crop], `${plan.title}, chapter ${chapter.n}`, desc, body.join('\n'));
}

// --- all chapters ---

const pictures = {};
let [g, p] = [null, null];
for (const n of [3, 4, 5, 6, 7]) {
  const chapter = program(n);
  const nowg = edgesOfG(chapter);
  pictures[`g-states-${n}.svg`] = draw(G, chapter, nowg, g);
  g = nowg;
  if (n < 4) continue; // no P yet
  const nowp = edgesOfP(chapter);
  for (const [move, [name]] of Object.entries(P.called)) nowp[`called ${move}`] = callers(chapter, name);
  pictures[`p-states-${n}.svg`] = draw(P, chapter, nowp, p);
  p = nowp;
}
finish(pictures);
