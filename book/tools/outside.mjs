// Links out of the book: an issue of Go's, a manual page, a file of Go's source gets its address wherever prose names it,
// so that nobody types one, on GitHub as on the site. Papers are linked by hand.
const GO = 'https://github.com/golang/go/blob/go1.21.13/src/';
const issue = [/(?<![\w/&])#(\d{4,6})\b/g, (whole, n) => `[${whole}](https://go.dev/issue/${n})`];
const manual = [/^`man (\d) ([\w.]+)`$/, (whole, s, name) => `[${whole}](https://man7.org/linux/man-pages/man${s}/${name}.${s}.html)`];
const source = [/^`((?:runtime|syscall)\/[\w/]+\.(?:go|s))`$/, (whole, file) => `[${whole}](${GO}${file})`];

/** A line of prose with its links; further: it stands under "Further reading", where Go's files are linked, too. */
export function linked(line, further) {
  if (/^(#|<|\[[^\]]*\]: )/.test(line)) return line;
  // Links stay as they are; in code, only what is all of it.
  return line.split(/(\[(?:[^[\]]|\[[^\]]*\])*\]\([^)]*\)|`[^`]*`)/).map((part) => {
    if (part.startsWith('[')) return part;
    if (!part.startsWith('`')) return part.replace(...issue);
    return further ? part.replace(...manual).replace(...source) : part.replace(...manual);
  }).join('');
}
