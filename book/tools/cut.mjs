// Cuts a named thing out of a source file: a function, struct, enum, constant, or label of assembly,
// with the comment above it. It relies on the style of this repository alone: such a thing begins
// in the first column, and ends with a } there (assembly: with its .size).

export const cut = (text, name) => locate(text, name).code;

// { code, line }: and the line that it begins in.
export function locate(text, name) {
  const lines = text.split('\n');
  const word = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const label = new RegExp(`^${word}:`);
  const call = new RegExp(`(^|[^\\w])${word}\\(`);
  const type = new RegExp(`^(template.*>\\s*)?(struct|class|union|enum( class)?) ${word}\\b(?!;)`);
  const value = new RegExp(`^[^ /#}].*\\b${word}(\\[.*\\])?( =|\\{|;)`);

  const found = [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    let end = -1;
    if (label.test(line)) end = find(lines, i, (l) => /\.size/.test(l));
    else if (type.test(line)) end = closing(lines, i);
    else if (/^[^ \t}#/]/.test(line) && call.test(line)) end = closing(lines, i);
    else if (value.test(line)) end = find(lines, i, (l) => /;( *\/\/.*)?$/.test(l));
    if (end < 0) continue;
    let start = i;
    if (!label.test(line)) {
      while (start > 0 && /^(\/\/|template)/.test(lines[start - 1])) start--;
    }
    found.push({ code: lines.slice(start, end + 1).join('\n'), line: start + 1 });
    i = end;
  }
  if (found.length === 0) throw new Error(`no ${name} there`);
  if (found.length > 1) throw new Error(`${name} is there ${found.length} times`);
  return found[0];
}

// The functions that a text defines: [{ name, line }].
export function definitions(text) {
  const lines = text.split('\n');
  return lines.flatMap((line, i) => {
    const name = /^(\w+):$/.exec(line)?.[1] ?? (/^[^ \t}#/]/.test(line) ? /(?:^|[^\w])(\w+)\(/.exec(line)?.[1] : undefined);
    return name && (line.endsWith(':') || closing(lines, i) >= 0) ? [{ name, line: i + 1 }] : [];
  });
}

function find(lines, i, ends) {
  while (i < lines.length && !ends(lines[i])) i++;
  return i < lines.length ? i : -1;
}

// Where what begins at line i ends; -1 for a mere declaration.
function closing(lines, i) {
  const body = find(lines, i, (l) => /[{;]/.test(l.replace(/\/\/.*/, '')));
  if (body < 0) return -1;
  const line = lines[body].replace(/\/\/.*/, '');
  if (!line.includes('{')) return -1;
  if (/\};?\s*$/.test(line)) return body;
  return find(lines, body, (l) => /^\}/.test(l));
}
