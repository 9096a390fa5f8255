// The lists in the pages that are made from the sources: what a chapter has changed, the answers to
// all questions, and our names beside Go's.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const numbered = (folder) => existsSync(folder) ? readdirSync(folder).filter((d) => /^\d\d-/.test(d)).sort() : [];

// The folders of the layers up to chapter n, the newest first.
function layers(n) {
  const upto = numbered('chapters').filter((d) => Number(d.slice(0, 2)) <= n).reverse();
  return [...upto.flatMap((d) => [`chapters/${d}`, `asm/${d}`]), 'common'].filter((d) => existsSync(d));
}

// [name, file] of all that chapter n is made of: the newest file of a name wins, as in common/program.mk.
export function newest(n) {
  const files = new Map();
  for (const folder of layers(n)) {
    for (const file of sources(folder)) if (!files.has(file)) files.set(file, path.join(folder, file));
  }
  return [...files].sort();
}

function sources(folder) {
  return readdirSync(folder).filter((f) => /\.(cpp|hpp|S)$/.test(f)).sort();
}

// The file before chapter n and in it.
export function layer(n, file) {
  const after = new Map(newest(n)).get(file), before = new Map(newest(n - 1)).get(file);
  if (!after || after === before) throw new Error(`chapter ${n} has no ${file} of its own`);
  if (!before) throw new Error(`${file} is new in chapter ${n}`);
  return [before, after];
}

export function changed(n) {
  const version = n < 8 ? '1.21' : '1.27';  // the Go that the chapter rebuilds
  const rows = [`| file | | lines | Go ${version} |`, '|---|---|--:|---|'];
  const before = new Map(newest(n - 1));
  let total = 0;
  for (const folder of layers(n).filter((d) => d.includes(`/${String(n).padStart(2, '0')}-`))) {
    for (const file of sources(folder)) {
      const text = readFileSync(path.join(folder, file), 'utf8');
      const lines = text.split('\n').filter((l) => l.trim() && !/^\s*\/\//.test(l)).length;
      const old = before.get(file);
      const from = old ? `${lines ? 'rewritten' : 'gone'}, was in ${old.startsWith('common') ? 'common' : `chapter ${Number(/\d\d/.exec(old)[0])}`}` : 'new';
      const models = [...new Set(references(text, version).flatMap((r) => r.names))].map((m) => `\`${m}\``);
      rows.push(`| [${file}](../${folder}/${file}) | ${from} | ${lines} | ${models.join(', ')} |`);
      total += lines;
    }
  }
  rows.push(`| all of them, without comments and blank lines | | ${total} | |`);
  return rows.join('\n');
}

// The questions of all pages with their answers unfolded, for paper and for those who look one up.
export function answers(pages) {
  const out = [];
  for (const page of pages) {
    const text = readFileSync(page, 'utf8');
    const folded = [...text.matchAll(/(?<!-->\n)<details><summary>([^]*?)<\/summary>\n+([^]*?)\n+<\/details>/g)];
    if (!folded.length || page.endsWith('appendix-answers.md')) continue;
    out.push(`## ${/^# (.*)$/m.exec(text)[1]}`);
    for (const [, question, answer] of folded) {
      out.push(`**${markup(question)}**`, answer);
    }
  }
  return '\n' + out.join('\n\n') + '\n';
}
function markup(html) {
  return html.replace(/\s+/g, ' ').replace(/<\/?code>/g, '`').replace(/<\/?em>/g, '*').trim();
}

// Where a file says "Go VERSION: FILE, NAMES", and of what: the first name below the comment.
export function references(text, version = '1.21') {
  const model = new RegExp(`(?:Go ${version.replace('.', '\\.')}:|, and|;) ((?:[a-z0-9_]+/)+[a-z0-9_]+\\.(?:go|s))(?:, ((?:[A-Za-z_]\\w*)(?:(?:, | and )(?:[A-Za-z_]\\w*)(?![\\w/]*/))*))?`, 'g');
  const found = [];
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    if (!/^\s*\/\//.test(lines[i])) continue;
    let comment = '';
    for (; i < lines.length && /^\s*\/\//.test(lines[i]); i++) comment += ' ' + lines[i].replace(/^\s*\/\/ ?/, '');
    const ours = subject(lines.slice(i, i + 3).join(' '));
    for (const [, file, list] of comment.matchAll(model)) {
      const names = (list ?? '').split(/, | and /).filter((n) => /^_?[A-Za-z]\w+$|^[gmp]$/.test(n) && !plain.has(n));
      found.push({ ours, file, names });
    }
  }
  return found;
}
const plain = new Set(['which', 'with', 'from', 'and', 'where', 'that', 'the']);

function subject(code) {
  return /^\s*(?:template\s*<[^>]*>\s*)?(?:struct|class|enum(?: class)?) (\w+)/.exec(code)?.[1]
    ?? /^\s*\.globl\s+(\w+)/.exec(code)?.[1]
    ?? /^\s*(\w+):\s*$/.exec(code)?.[1]
    ?? /(\w+)\(/.exec(code)?.[1]
    ?? /(\w+) =/.exec(code)?.[1];
}

// Where Go's own source is installed (Debian: golang-1.21-src, golang-1.27-src), every name must be in the file that
// we say it is in: in 1.27's, what chapter 8 rebuilds, and all the others but for those that have moved since.
const today = '1.27';
const moved = JSON.parse(readFileSync(new URL(`go-${today}.json`, import.meta.url)));
const source = Object.fromEntries(['1.21', today].map((v) =>
  [v, [`/usr/share/go-${v}/src`, `/usr/lib/go-${v}/src`].find((d) => existsSync(`${d}/runtime`))]));
function has(version, file, name) {
  const text = path.join(source[version], file);
  return existsSync(text) && new RegExp(`\\b${name}\\b`).test(readFileSync(text, 'utf8').replace(/\/\/.*$/gm, ''));
}
function checked(version, file, name, where) {
  if (source[version] && !has(version, file, name)) throw new Error(`${where}: Go ${version} has no ${name} in ${file}`);
}
// Where the name is in today's Go, for the table.
function since(file, name, where) {
  const known = moved[`${file} ${name}`];
  if (source[today] && !known !== has(today, file, name)) {
    throw new Error(`${where}: Go ${today}: is ${name} still in ${file}? (book/tools/go-${today}.json)`);
  }
  return known ? known.replace(/ in (\S+)$/, ' in `$1`') : 'the same';
}

export function names() {
  const rows = ['| ours | in | Go 1.21 | there called | Go 1.27 |', '|---|---|---|---|---|'];
  const seen = new Set();
  for (const folder of [...layers(99)].reverse()) {
    // The definition rather than the declaration.
    for (const file of sources(folder).sort((a, b) => a.endsWith('.hpp') - b.endsWith('.hpp') || (a < b ? -1 : 1))) {
      const text = readFileSync(path.join(folder, file), 'utf8'), where = `${folder}/${file}`;
      const row = (ours, there) => {
        const key = `${folder.replace(/^\w+\//, '')} ${ours}`;
        if (!ours || seen.has(key)) return;
        seen.add(key);
        rows.push(`| \`${ours}\` | [${folder.replace(/^\w+\//, '')}/${file}](../${where}) | ${there()} |`);
      };
      const list = (names) => names.map((n) => `\`${n}\``).join(', ');
      for (const { ours, file: go, names } of references(text)) {
        row(ours, () => {
          for (const name of names) checked('1.21', go, name, where);
          const now = [...new Set(names.map((name) => since(go, name, where)))].join(', ');
          return `\`${go}\` | ${list(names)} | ${now}`;
        });
      }
      for (const { ours, file: go, names } of references(text, today)) {
        row(ours, () => {
          for (const name of names) checked(today, go, name, where);
          return `– | | \`${go}\`: ${list(names)}`;
        });
      }
    }
  }
  return rows.join('\n');
}
