// What the generated pictures share: one frame, one set of colours for light and dark, arrows, and --check.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const read = (file) => readFileSync(join(root, file), 'utf8');
export const escape = (s) => s.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

// Okabe and Ito's colours, a little darker on white and lighter on black. A colour never stands alone: what is new
// is thick and has a plus, what is somebody's has a name. The panel keeps the picture readable where the page is
// light and the system dark.
const style = `
  .panel { fill: #fcfcfa; stroke: #d0d7de } text { fill: #1f2328; font: 13px sans-serif }
  .m, .m text { font-family: ui-monospace, 'DejaVu Sans Mono', monospace } .s, .s text { font-size: 12px }
  .b { font-weight: bold } .h { font-size: 15px; font-weight: bold } .mid { text-anchor: middle } .end { text-anchor: end }
  .dim { fill: #59636e } .new { fill: #a84800; font-weight: bold } .blue { fill: #005a8f } .green { fill: #00654b }
  .gone { fill: #59636e; text-decoration: line-through }
  .box { fill: #eaf3fa; stroke: #0072b2; stroke-width: 1.5 } .boxnew { fill: #fdefe4; stroke: #d55e00; stroke-width: 3 }
  .cell { fill: #fff; stroke: #818b98 } .used { fill: #cfe6f5; stroke: #0072b2 } .hot { fill: #fdefe4; stroke: #d55e00; stroke-width: 2.5 }
  .ok { fill: #dcf2ea; stroke: #007a5a; stroke-width: 1.5 }
  .line { fill: none; stroke: #59636e; stroke-width: 1.5 } .linenew { fill: none; stroke: #d55e00; stroke-width: 3.5 }
  .lineblue { fill: none; stroke: #0072b2; stroke-width: 2 } .linegreen { fill: none; stroke: #007a5a; stroke-width: 2 }
  .dash { stroke-dasharray: 6 4 } .tip { fill: #59636e } .tipnew { fill: #d55e00 } .tipblue { fill: #0072b2 } .tipgreen { fill: #007a5a }
  @media (prefers-color-scheme: dark) {
    .panel { fill: #14181e; stroke: #3d444d } text { fill: #e6edf3 } .dim, .gone { fill: #a3abb5 }
    .new { fill: #ff9d57 } .blue { fill: #7cc4ee } .green { fill: #4fd0a5 }
    .box { fill: #10283a; stroke: #56b4e9 } .boxnew { fill: #3a2110; stroke: #f08a3c }
    .cell { fill: #1c2128; stroke: #768390 } .used { fill: #12405e; stroke: #56b4e9 } .hot { fill: #3a2110; stroke: #f08a3c }
    .ok { fill: #0c3328; stroke: #2fb98c }
    .line { stroke: #a3abb5 } .linenew { stroke: #f08a3c } .lineblue { stroke: #56b4e9 } .linegreen { stroke: #2fb98c }
    .tip { fill: #a3abb5 } .tipnew { fill: #f08a3c } .tipblue { fill: #56b4e9 } .tipgreen { fill: #2fb98c }
  }`;

const tip = (kind, size) =>
  `<marker id="a${kind}" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="${size}" markerHeight="${size}" ` +
  `markerUnits="userSpaceOnUse" orient="auto-start-reverse"><path class="tip${kind}" d="M0 0L10 5L0 10z"/></marker>`;

const tidy = (names) => names.trim().replace(/ +/g, ' ');
export const text = (x, y, s, cls = '') =>
  `<text x="${x}" y="${y}" class="${tidy(cls)}">${escape(s)}</text>`.replace(' class=""', '');
export const rect = (x, y, w, h, cls, r = 4) =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" rx="${r}" class="${cls}"/>`;
export const line = (d, cls = 'line') => `<path d="${d}" class="${cls}"/>`;
// kind: '', 'new', 'blue' or 'green'
export const arrow = (d, kind = '', more = '') =>
  `<path d="${d}" class="line${kind}${more && ` ${more}`}" marker-end="url(#a${kind})"/>`;

// Only the rules and arrow heads that the body uses.
export function svg([top, width, height], title, desc, body) {
  const used = new Set([...body.matchAll(/class="([^"]*)"/g)].flatMap((m) => m[1].split(' ')));
  const tips = ['', 'new', 'blue', 'green'].filter((k) => body.includes(`url(#a${k})`));
  for (const name of ['panel', ...tips.map((k) => `tip${k}`)]) used.add(name);
  const rules = style.replace(/[^{}\n]*?\{[^{}]*\}/g, (rule) => {
    const names = [...rule.split('{')[0].matchAll(/\.(\w+)/g)].map((m) => m[1]);
    return names.length && !names.some((n) => used.has(n)) ? '' : rule;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 ${top} ${width} ${height}" role="img" aria-labelledby="t d">
<title id="t">${escape(title)}</title>
<desc id="d">${escape(desc)}</desc>
<style>${rules.replace(/\n\s*(?=\n)/g, '').replace(/ +/g, ' ')}
</style>
<defs>${tips.map((k) => tip(k, k === 'new' ? 15 : 11)).join('')}</defs>
<rect class="panel" x=".5" y="${top + 0.5}" width="${width - 1}" height="${height - 1}" rx="8"/>
${body}
</svg>
`;
}

// pictures: {name: svg}. facts: [file, pattern, what it shows]: what a hand-set picture says must stand in the code.
// With --check nothing is written; a stale picture or a fact that no longer holds is a failure.
export function finish(pictures, facts = []) {
  const tool = `node ${process.argv[1].replace(/.*(?=book\/tools)/, '')}`;
  const check = process.argv.includes('--check');
  const failed = [];
  for (const [file, pattern, what] of facts) {
    if (!pattern.test(read(file))) failed.push(`${file}: no longer says ${pattern}: ${what}`);
  }
  for (const [name, picture] of Object.entries(pictures)) {
    const file = join(root, 'book/img', name);
    if (picture.length > 20000) failed.push(`${name}: ${picture.length} bytes, more than 20,000`);
    if (!check) writeFileSync(file, picture);
    else if (!existsSync(file)) failed.push(`${name}: missing`);
    else if (readFileSync(file, 'utf8') !== picture) failed.push(`${name}: not what the code says; run ${tool} again`);
  }
  for (const message of failed) console.error(`FAIL  ${message}`);
  const all = facts.length + Object.keys(pictures).length;
  console.log(`${Math.max(0, all - failed.length)} passed, ${failed.length} failed`);
  process.exitCode = failed.length ? 1 : 0;
}
