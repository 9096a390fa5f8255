// Puts code and output into the book's pages, so that nothing is typed twice.
//   node book/tools/sync.mjs [--check] [--quick] [--root FOLDER] [PAGE…]
// --check changes nothing, and fails if a page shows what is no longer so. --quick runs no commands.
//
// In a page, a marker stands before a fenced block, and the block is replaced, with the caption of a listing
// and the fold over an exercise's function (caption.mjs):
//   <!-- code: FILE -->         the whole file
//   <!-- code: FILE NAME -->    a function, struct, enum, constant or label, with its comment
//   <!-- diff: N FILE -->       FILE (without its folder) as chapter N has changed it
//   <!-- run: COMMAND -->       what it prints, and it ends well; output.mjs says what may differ
//   <!-- measured: COMMAND -->  the same with figures: below it stand the day and the machine. FIGURES=1 makes all anew
//   <!-- fails: COMMAND -->     the same as run, but it must fail, and what it says on stderr counts. For judge.sh with
//                               a wrong answer the page shows the reader's own command, make exercise-N.K
//   <!-- run(TOOL): COMMAND --> only where TOOL is installed
//   <!-- not run: WHY -->       for a block that nobody can try
// Issues and manual pages that prose names are linked (outside.mjs). A marker may stand before a list, too, which ends with <!-- end -->:
//   <!-- changed: N -->  <!-- answers -->  <!-- names -->
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { captioned, generated } from './caption.mjs';
import { locate } from './cut.mjs';
import { answers, changed, layer, names } from './lists.mjs';
import { checked } from './links.mjs';
import { matches, onwhat, printedOn, shortened, tidy, typed } from './output.mjs';
import { linked } from './outside.mjs';

const args = process.argv.slice(2);
const check = take('--check');
const quick = take('--quick');
const root = path.resolve(take('--root', true) ?? path.join(import.meta.dirname, '../..'));
process.chdir(root);
const pages = args.length ? args : ['README.md', ...markdown('book'), 'tests/exercises/README.md'];

let passed = 0;
let failed = 0;
const outputs = new Map();
const marker = /^<!-- (code|diff|run|measured|fails|not run|changed|answers|names)(?:\(([\w+-]+)\))?(?:: (.*))? -->$/;

for (const page of pages.filter((p) => existsSync(p))) {
  const old = readFileSync(page, 'utf8');
  const made = sync(page, old.split('\n')).join('\n');
  if (!check && made !== old) writeFileSync(page, made);
  checklinks(page, made);
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

function sync(page, lines) {
  const out = [], text = lines.join('\n'), told = new Set();
  let i = 0, further = false;
  while (i < lines.length) {
    const line = lines[i++];
    further = /^#/.test(line) ? /Further reading/.test(line) : further;
    out.push(prose(page, line, further));
    const found = marker.exec(line);
    if (!found) {
      if (line.startsWith('```')) i = free(page, lines, i, out);
      continue;
    }
    const [, kind, tool, what] = found;
    const list = ['changed', 'answers', 'names'].includes(kind), start = i;
    const fence = list ? /^<!-- end -->$/ : /^```$/;
    while (/^(code|diff)$/.test(kind) && generated.before.test(lines[i] ?? '```')) i++;
    if (!list && !lines[i]?.startsWith('```')) {
      fail(page, `no block follows: ${line}`);
      continue;
    }
    while (i < lines.length && !(i > start - list && fence.test(lines[i]))) i++;
    if (lines[start]?.startsWith('<details>') && lines[i + 2] === generated.after) i += 2;
    if (kind === 'measured' && printedOn.test(lines[i + 2] ?? '')) i += 2;
    const shown = lines.slice(start, i + !list).join('\n');
    i += !list;
    out.push(...renew({ page, text, told }, line, kind, tool, what, shown).split('\n'));
  }
  return out;
}

// A line that is no block's.
function prose(page, line, further) {
  const made = linked(line, further);
  if (check && made !== line) fail(page, `an issue, a manual page or a source without its link: ${line}`);
  return made;
}

// The block that ought to stand after this marker.
function renew(whole, line, kind, tool, what, shown) {
  const { page } = whole;
  if (kind === 'not run') return ok(shown);
  if (quick && /^(run|measured|fails)$/.test(kind)) return shown;
  if (tool && spawnSync('sh', ['-c', `command -v ${tool}`]).status !== 0) {
    console.error(`${page}: passed over, since ${tool} is not installed: ${what}`);
    return shown;
  }
  let made;
  try {
    made = block(whole, kind, what, shown);
  } catch (error) {
    fail(page, `${line}\n  ${error.message}`);
    return shown;
  }
  if (made === shown) return ok(shown);
  if (check) {
    fail(page, `stale: ${line}\n${difference(shown, made)}`);
    return shown;
  }
  console.error(`${page}: renewed: ${line}`);
  return made;
}

function block({ page, text, told }, kind, what, shown) {
  if (kind === 'code') {
    const [file, ...words] = what.split(' '), name = words.join(' ');
    const source = readFileSync(file, 'utf8').trimEnd();
    const { code, line } = name ? locate(source, name) : { code: source, line: 1 };
    return captioned(page, text, told, { file, name, line, block: fenced(language(file), code) });
  }
  if (kind === 'diff') {
    const [n, file] = what.split(' ');
    const [before, after] = layer(Number(n), file);
    const { stdout } = spawnSync('diff', ['-U2', before, after], { encoding: 'utf8' });
    const changes = fenced('diff', stdout.split('\n').slice(2).filter((l) => !l.startsWith('@@')).join('\n').trimEnd());
    const [, was, is] = /^@@ -(\d+).* \+(\d+)/m.exec(stdout);
    return captioned(page, text, told, { file: after, line: is, before: { file: before, line: was }, block: changes });
  }
  if (kind === 'changed') return changed(Number(what));
  if (kind === 'answers') return answers(markdown('book'));
  if (kind === 'names') return names();
  const measured = kind === 'measured';
  if (measured && check && !printedOn.test(shown)) {
    throw new Error('figures without their day and machine; on a quiet machine: FIGURES=1 make book-sync');
  }
  const body = shown.split('\n').slice(2, shown.split('\n').lastIndexOf('```')).join('\n');
  const first = output(what, kind === 'fails');
  if (shown.split('\n')[1] === `$ ${typed(what)}` && !(measured && process.env.FIGURES)) {
    // Threads decide some lines. A page that shows what one run in three prints is not stale.
    for (let printed = first, tries = 1; ; printed = output(what, kind === 'fails', true)) {
      if (matches(body, printed)) return shown;
      if (++tries > 3) break;
      console.error(`tried again, since it printed something else: ${what}`);
    }
  }
  return fenced('console', `$ ${typed(what)}\n${shortened(first, body)}`.trimEnd()) + (measured ? `\n\n${onwhat()}` : '');
}

// Each command once, however many pages show it, unless it is asked for again.
function output(command, fails, again = false) {
  const key = `${fails} ${command}`;
  if (again || !outputs.has(key)) {
    const ran = spawnSync('bash', ['-o', 'pipefail', '-c', fails ? `{ ${command}\n} 2>&1` : command], {
      encoding: 'utf8', timeout: 300_000, killSignal: 'SIGKILL', stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, NO_COLOR: '1', MAKEFLAGS: '', MAKELEVEL: '' }, maxBuffer: 1 << 26,
    });
    outputs.set(key, ran);
  }
  const { status, stdout, stderr, error } = outputs.get(key);
  if (error) throw error;
  if ((status !== 0) !== fails) {
    throw new Error(`it ended with status ${status}: ${tidy(stderr || stdout).slice(-600)}`);
  }
  return tidy(stdout).replaceAll(root, '~/handoff');
}

// A block without a marker: fine if it is short, or no code and no console.
function free(page, lines, i, out) {
  const kind = lines[i - 1].slice(3).trim();
  const start = i;
  while (i < lines.length && lines[i] !== '```') out.push(lines[i++]);
  if (kind === 'console') fail(page, `a console block without a marker: ${lines[start]}`);
  if (/^(cpp|gas)$/.test(kind) && i - start > 3) fail(page, `code without a marker: ${lines[start]}`);
  if (i < lines.length) out.push(lines[i++]);
  return i;
}

function checklinks(page, text) {
  const { good, faults } = checked(page, text);
  passed += good;
  for (const fault of faults) fail(page, fault);
}

function language(file) {
  if (file.endsWith('.S')) return 'gas';
  if (/(Makefile|\.mk)$/.test(file)) return 'make';
  return /\.[ch]pp$/.test(file) ? 'cpp' : 'text';
}
function fenced(lang, text) { return '```' + lang + '\n' + text + '\n```'; }
function markdown(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((f) => f.endsWith('.md')).sort().map((f) => path.join(folder, f));
}
function ok(shown) { passed++; return shown; }
function fail(page, why) { failed++; console.error(`FAIL ${page}: ${why}`); }
function difference(shown, made) {
  const old = shown.split('\n');
  const now = made.split('\n');
  const i = now.findIndex((line, at) => line !== old[at]);
  return `  the page:  ${old[i] ?? '(nothing)'}\n  in truth:  ${now[i] ?? '(nothing)'}`;
}
function take(option, value) {
  const at = args.indexOf(option);
  if (at < 0) return undefined;
  return args.splice(at, value ? 2 : 1).at(-1);
}
