// The links and pictures of a Markdown page, and the names that its headings can be linked by.

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

// The name of a heading in links, as GitHub makes it: lower case, without punctuation, spaces to hyphens.
export const slug = (heading) =>
  heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replace(/ /g, '-');

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
