#!/usr/bin/env node
// Draws book/img/trace-N.svg from book/public/trace/chapter-N.json, with the code that the player uses, and
// looks up where in the sources each event stands (book/public/trace/sources.json), so that nobody types a
// line number.
//
//   node book/tools/trace-svg.mjs            writes them
//   node book/tools/trace-svg.mjs --check    says whether they fit; ends with "N passed, N failed"
import { parse } from '../public/player/read.js';
import { ms } from '../public/player/say.js';
import { BACK, BLIND, PAINT, WHAT, blind, longestGap, slices, timeline } from '../public/player/timeline.js';
import { newest } from './lists.mjs';
import { escape, finish, read, root } from './svg.mjs';

process.chdir(root);
const numbers = [3, 4, 5, 6, 7];

// --- Pictures ----------------------------------------------------------------------------------------

const titles = {
  3: 'Chapter 3, a recorded run: one thread, and one goroutine of many blocks in read(2)',
  4: 'Chapter 4, a recorded run: two Ps, two goroutines block in read(2), and both Ps are stuck',
  5: 'Chapter 5, a recorded run: sysmon takes the Ps of blocked system calls and hands them to other threads',
  6: 'Chapter 6, a recorded run: goroutines come back from the kernel and take their old P again',
  7: 'Chapter 7, a recorded run: more goroutines in the kernel than there are Ps',
};

const style = `
.bg{fill:#fff}text{fill:#1f2328}.dim{fill:#59636e}.grid{stroke:#d1d9e0;fill:none}.mark{stroke:#1f2328;fill:none}
${PAINT}
@media(prefers-color-scheme:dark){.bg{fill:#0d1117}text{fill:#e6edf3}.dim{fill:#9198a1}.grid{stroke:#3d444d}.mark{stroke:#e6edf3}}`;

function picture(n) {
  const trace = parse(read(`book/public/trace/chapter-${n}.json`));
  const told = slices(trace);
  const t = timeline(trace, { told, width: 860 });
  const out = [t.svg];
  let height = t.height;
  // Where nothing at all happens for long, that is the story.
  const [a, b] = longestGap(trace);
  if (b - a > (told.end - told.start) / 4) {
    const [x1, x2] = [t.x(a), t.x(b)].map(Math.round), y = height + 8;
    out.push(`<path class="mark" d="M${x1} ${y - 4}v8M${x2} ${y - 4}v8M${x1} ${y}H${x2}"/>`);
    out.push(`<text x="${(x1 + x2) / 2}" y="${y + 17}" text-anchor="middle">${ms(b - a)} without a single event</text>`);
    height += 30;
  }
  // The legend.
  let x = 58, y = height + 14;
  const entry = (shape, words) => {
    const width = 24 + words.length * 6.6;
    if (x + width > 850) (x = 58), (y += 20);
    out.push(`${shape(x, y)}<text x="${x + 17}" y="${y}">${words}</text>`);
    x += Math.round(width) + 12;
  };
  for (const what of t.used) {
    const high = what === 'looks' ? 4 : 10;
    entry((x, y) => `<path class="${what}" d="M${x} ${y - high}h12v${high}h-12z"/>`, WHAT[what]);
  }
  for (const how of t.backs) entry((x, y) => `<path class="back${how}" transform="translate(${x + 6} ${y - 4})" d="${BACK[how][0]}"/>`, BACK[how][1]);
  if (blind(trace)) out.push(`<text class="dim" x="58" y="${(y += 20)}">${BLIND}</text>`);
  height = y + 10;
  const command = trace.about.command;
  const desc = `A timeline of ${told.lanes.join(', ')} over ${ms(told.end - told.start)}, drawn from ${trace.about.window} by ${command}.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 860 ${height}" role="img" aria-labelledby="t d" font-family="sans-serif" font-size="12">
<title id="t">${escape(titles[n])}</title>
<desc id="d">${escape(desc)}</desc>
<style>${style}
</style>
<rect class="bg" width="860" height="${height}" rx="6"/>
${out.join('\n')}
</svg>
`;
}

// --- Where an event stands ---------------------------------------------------------------------------

// { chapters: { 5: { "retake.cpp": "chapters/05-…/retake.cpp" } },
//   places: { "chapters/05-…/retake.cpp": { GoSysBlock: [{ line, arg, from, code }] } } }
function sources() {
  const places = {}, chapters = {};
  for (const n of numbers) {
    chapters[n] = {};
    for (const [name, path] of newest(n)) {
      if (!path.startsWith('chapters/') || !/\.[ch]pp$/.test(name)) continue;
      const found = places[path] ?? placesIn(read(path));
      if (Object.keys(found).length) (places[path] = found), (chapters[n][name] = path);
    }
  }
  return JSON.stringify({ chapters, places }, null, 1) + '\n';
}

function placesIn(text) {
  const lines = text.split('\n'), found = {};
  lines.forEach((line, i) => {
    const call = line.match(/\btrace\(Ev::(\w+)(?:.*, (\d+))?\)?/);
    if (!call) return;
    // A few lines around it, but none of another function's.
    let from = i, to = i;
    while (from > 0 && i - from < 2 && /^\s/.test(lines[from - 1])) from--;
    while (to < lines.length - 1 && to - i < 3 && /^\s/.test(lines[to + 1])) to++;
    (found[call[1]] ??= []).push({
      line: i + 1, ...(call[2] ? { arg: +call[2] } : {}), from: from + 1, code: lines.slice(from, to + 1),
    });
  });
  return found;
}

finish({
  ...Object.fromEntries(numbers.map((n) => [`trace-${n}.svg`, picture(n)])),
  '../public/trace/sources.json': sources(),
});
