// The name of a heading in links, as GitHub makes it: lower case, without punctuation, spaces to hyphens.
export const slug = (heading) =>
  heading.trim().toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replace(/ /g, '-');
