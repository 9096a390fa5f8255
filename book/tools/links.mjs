// The links and pictures of a Markdown page, and the names that its headings can be linked by.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { momentAt } from '../public/player/moments.js';
import { parse } from '../public/player/read.js';
import { slug } from './slug.mjs';

export function links(text) {
  const prose = text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  const found = [];
  for (const [, picture, alt, target] of prose.matchAll(/(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g)) {
    found.push({ target, alt: picture ? alt : undefined });
    // A picture within a link.
    for (const [, inner, to] of alt.matchAll(/!\[([^\]]*)\]\(([^)\s]+)\)/g)) found.push({ target: to, alt: inner });
  }
  for (const [, target] of prose.matchAll(/^\[[^\]]+\]: (\S+)$/gm)) found.push({ target });
  for (const [tag, target] of prose.matchAll(/<(?:img|trace-player)\s[^>]*src="([^"]+)"[^>]*>/g)) {
    found.push({ target, alt: tag.startsWith('<img') ? /alt="([^"]*)"/.exec(tag)?.[1] ?? '' : undefined });
  }
  return found;
}

export function anchors(text) {
  const names = new Set();
  for (const [, heading] of text.replace(/^```[^]*?^```$/gm, '').matchAll(/^#+ (.*)$/gm)) {
    const name = slug(heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1'));
    let unique = name;
    for (let n = 1; names.has(unique); n++) unique = `${name}-${n}`;
    names.add(unique);
  }
  return names;
}

// Do the links of a page lead to what is there? { good: how many do, faults: of the others, a sentence each }.
export function checked(page, text) {
  const found = links(text), faults = found.map(({ target, alt }) => fault(page, text, target, alt));
  return { good: faults.filter((f) => !f).length, faults: faults.filter(Boolean) };
}

function fault(page, text, target, alt) {
  if (alt === '') return `a picture without a text for those who can't see it: ${target}`;
  if (/^\w+:/.test(target)) return '';
  const [file, anchor] = target.split('#');
  const trace = !file && /^trace-(\d+)-(\w+)$/.exec(anchor);
  if (trace) return plays(text, trace[1], trace[2]) ? '' : `a link to a moment that no player of this page has: ${target}`;
  const to = file ? path.join(path.dirname(page), file) : page;
  if (!existsSync(to) && !existsSync(path.join('book/public', file))) return `a link to nowhere: ${target}`;
  if (anchor && to.endsWith('.md') && !anchors(readFileSync(to, 'utf8')).has(anchor)) {
    return `a link to a heading that is not there: ${target}`;
  }
  return '';
}

// Is there a player on this page, of a recording that has such a moment?
function plays(text, n, moment) {
  const file = `book/public/trace/chapter-${n}.json`;
  if (!text.includes(`<trace-player src="trace/chapter-${n}.json">`) || !existsSync(file)) return false;
  return momentAt(parse(readFileSync(file, 'utf8')), moment) !== undefined;
}
