// What stands around a listing: a caption that opens its file at its first line and names the functions that it calls
// and the page does not show; and a fold over what an exercise of the chapter asks the reader to write first.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { cut, definitions } from './cut.mjs';
import { layer, newest } from './lists.mjs';

// In half of all listings, and no part of what they show.
const anywhere = /^(trace|fatal|main|fiber_.*)$/;

// A caption names a function only where the page needs it first: told is what was named further up.
export function captioned(page, text, told, { file, name, line, before, block }) {
  const n = Number(/(\d\d)-/.exec(path.basename(page))?.[1] ?? newestshown(text));
  const to = (at) => `${path.relative(path.dirname(page), at.file)}#L${at.line}`;
  let caption = `[${file}:${line}](${to({ file, line })})`;
  if (before) caption += `, and [before](${to(before)})`;
  const others = called(block).filter((f) => !anywhere.test(f) && !told.has(f) && !shown(text).has(f) && functions(n).has(f));
  for (const f of others) told.add(f);
  if (others.length) caption += `, which calls ${others.map((f) => `[${f}](${to(functions(n).get(f))})`).join(', ')}`;

  const exercise = asks(n, file, name);
  if (!exercise) return `${caption}\n\n${block}`;
  const what = name && !file.endsWith('.S') ? name : path.basename(file);
  return `<details><summary><code>${what}</code> ${exercise}; then compare</summary>\n\n${caption}\n\n${block}\n\n</details>`;
}

// An appendix is about the chapters that it shows, and not about those that come later.
function newestshown(text) {
  return Math.max(0, ...[...text.matchAll(/^<!-- code: (?:chapters|asm)\/(\d\d)-/gm)].map((m) => Number(m[1])));
}

// What captioned puts before a block and behind it.
export const generated = {
  before: /^(|\[.*\]\(.*#L\d+\).*|<details><summary><code>.*then compare<\/summary>)$/,
  after: '</details>',
};

// The functions that a listing calls by their bare names.
function called(block) {
  const code = plain(block).replace(/\/\/.*/g, '').replace(/"(\\.|[^"\\])*"/g, '""');
  return [...new Set([...code.matchAll(/(?<![\w.:>]|- )\b([a-z_]\w*)\(/g)].map((m) => m[1]))];
}

// A diff as what it leads to.
const plain = (block) => block.startsWith('```diff') ? block.replace(/^-.*\n/gm, '').replace(/^[+ ]/gm, '') : block;

// What the listings of a page define, and the files whose changes it shows.
const pages = new Map();
function shown(text) {
  if (pages.has(text)) return pages.get(text);
  const names = new Set(), all = (code) => definitions(code).forEach((d) => names.add(d.name));
  for (const [, kind, what] of text.matchAll(/^<!-- (code|diff): (.*) -->$/gm)) {
    const [first, ...rest] = what.split(' '), name = rest.join(' ');
    try {
      const source = readFileSync(kind === 'code' ? first : layer(Number(first), name)[1], 'utf8');
      all(kind === 'code' && name ? cut(source, name) : source);
    } catch { /* sync says so when it comes to it */ }
  }
  pages.set(text, names);
  return names;
}

// Every function of chapter n's program: { file, line }.
const programs = new Map();
function functions(n) {
  if (programs.has(n)) return programs.get(n);
  const all = new Map();
  for (const [, file] of newest(n)) {
    for (const { name, line } of definitions(readFileSync(file, 'utf8'))) if (!all.has(name)) all.set(name, { file, line });
  }
  programs.set(n, all);
  return all;
}

// "is exercise N.M: write it first": of chapter n, in whose starter this function only says that it is not done, or is
// missing, as a helper of the answer.
function asks(n, file, name) {
  const folder = 'tests/exercises';
  if (!existsSync(folder)) return undefined;
  for (const exercise of readdirSync(folder).filter((e) => e.startsWith(`${n}.`)).sort()) {
    const starter = path.join(folder, exercise, 'starter', path.basename(file));
    if (!existsSync(starter)) continue;
    const text = readFileSync(starter, 'utf8');
    if (!/not_done[( ]/.test(text)) continue; // break and mend: its code is there to be read
    const number = exercise.split('-')[0], asked = `is exercise ${number}: write it first`;
    if (!name || !/\bnot_done[( ]/.test(text.replace(/#include.*/, ''))) return asked;
    try {
      if (/\bnot_done[( ]/.test(cut(text, name))) return asked;
    } catch {
      return `belongs to exercise ${number}: write that first`;
    }
  }
}
