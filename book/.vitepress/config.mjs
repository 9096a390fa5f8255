// How VitePress makes the site out of the pages. The pages are plain Markdown, as GitHub shows it, and know nothing of
// this file; all that the site needs beyond them is here.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs'
import { posix, resolve } from 'node:path'
import { defineConfig } from 'vitepress'
import { slug } from '../tools/slug.mjs'
import gas from './gas.mjs'
import { writeSources } from './source.mjs'

const book = resolve(import.meta.dirname, '..')

// Where the repository can be read: the address that it was cloned from. A clone of a folder has none.
const repository = process.env.REPOSITORY ?? cloned()
const icon = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path fill="#0072b2" d="M0 1h5v2H0z"/>' +
  '<path fill="#009e73" d="M3 5h5v2H3z"/></svg>'
const base = process.env.BASE ?? '/'

// The sidebar: the chapters by number, then the appendices in the order in which the preface links to them.
const pages = readdirSync(book).filter(name => /^(README|\d\d-.*|appendix-.*)\.md$/.test(name))
const preface = pages.includes('README.md') ? readFileSync(resolve(book, 'README.md'), 'utf8') : ''
const mentioned = name => (preface.indexOf(`](${name}`) + 1) || 1e9
const chapters = pages.filter(name => /^\d/.test(name)).sort()
const appendices = pages.filter(name => name.startsWith('appendix-')).sort()
  .sort((a, b) => mentioned(a) - mentioned(b))

const item = name => ({ text: title(name), link: '/' + name.replace('README.md', '').replace(/\.md$/, '.html') })

function title(name) {
  const heading = /^# (.*)$/m.exec(readFileSync(resolve(book, name), 'utf8'))?.[1] ?? name
  return heading.replace(/[`*]/g, '').replace(/^Appendix: /, '').replace(/^Chapter (\d+): /, '$1. ')
    .replace(/^(\d+\. )?./, start => start.toUpperCase())
}

function cloned() {
  let address
  try {
    address = execFileSync('git', ['config', 'remote.origin.url'], { cwd: book, encoding: 'utf8' })
  } catch { return }
  const parts = /^(?:https?:\/\/|ssh:\/\/)?(?:[^@/]+@)?([^/:]+\.[^/:]+)[/:](.+?)(?:\.git)?\s*$/.exec(address)
  return parts && `https://${parts[1]}/${parts[2]}`
}

// A link from a page to a file that is no page (../chapters/05-entersyscall/proc.cpp#L12, tools/sync.mjs) leads to a page
// that shows it (source.mjs). If there is no such file it stays as it is, VitePress finds that it is dead, and the build
// fails.
const wanted = new Set(existsSync(resolve(book, 'public/trace/sources.json'))
  ? Object.keys(JSON.parse(readFileSync(resolve(book, 'public/trace/sources.json'), 'utf8')).places) : [])
function link(token, page) {
  const href = token.attrGet('href')
  if (!href || /^([a-z]+:|#|\/)/.test(href)) return
  const [path, anchor] = href.split(/(?=#)/)
  const file = posix.join('book', posix.dirname(page), decodeURI(path))
  if (/^book\/[^/]*\.md$/.test(file)) {
    token.attrSet('href', href.replace(/^(\.\/)?README\.md/, './index.md'))
  } else if (existsSync(resolve(book, '..', file))) {
    const name = file.replace(/\/$/, '')
    wanted.add(name)
    const folder = statSync(resolve(book, '..', name)).isDirectory()
    token.attrSet('href', `${base}source/${name}${folder ? '/index' : ''}.html${anchor ?? ''}`)
    token.attrSet('target', '_self') // no page of VitePress's
  } else token.attrSet('href', './' + href.replace(/^\.\//, '').replace(/(#.*)?$/, '.md'))
}

// What the site's looks need to know of a paragraph: that it is a listing's caption, a picture, the way in.
function dress(tokens) {
  tokens.forEach((token, i) => {
    if (token.type !== 'paragraph_open') return
    const inside = tokens[i + 1].children, first = inside[0]
    if (tokens[i - 1]?.type === 'html_block' && first?.type === 'link_open' && /#L\d+$/.test(first.attrGet('href'))) token.attrJoin('class', 'caption')
    if (inside.length === 1 && first.type === 'image') token.attrs = [['class', 'picture'], ['tabindex', '0']]
    if (first?.type === 'text' && !first.content && inside[1]?.type === 'strong_open' && inside.at(-2)?.type === 'strong_close' && inside[2].type === 'link_open') token.attrJoin('class', 'start')
  })
}

function markdown(md) {
  md.core.ruler.push('handoff', ({ tokens, env }) => {
    dress(tokens)
    for (const token of tokens.flatMap(token => [token, ...(token.children ?? [])])) {
      if (token.type === 'link_open') link(token, env.relativePath)
      // Vue makes a picture's address part of the site only if it begins with a dot.
      if (token.type.startsWith('html_')) token.content = token.content.replace(/(<img\b[^>]*?\bsrc=")(?=\w[^:"]*")/g, '$1./')
    }
  })
}

// Search knows headings and whatever stands in the text and the code. Identifiers stay whole, and are found by their parts,
// too; captions and the generated tables, which name everything, come last. (These functions also run in the browser.)
const search = {
  _render: (text, env, md) => md.render(text, env).replace(/<p class="caption">.*?<\/p>/g, ''),
  miniSearch: {
    options: {
      tokenize: text => text.split(/[^\p{L}\p{N}_:]+/u).flatMap(word => {
        const parts = word.split(/[_:]+/).filter(Boolean)
        return parts.length > 1 ? [word, ...parts] : parts
      }),
    },
    searchOptions: {
      tokenize: text => text.split(/[^\p{L}\p{N}_:]+/u).filter(Boolean), combineWith: 'AND', prefix: true, fuzzy: term => (term.length > 6 ? 0.15 : false),
      boost: { title: 8, titles: 2, text: 1 }, bm25: { k: 2, b: 0.3, d: 0.5 },
      boostDocument: id => (/#what-changed|appendix-(names|answers)/.test(id) ? 0.3 : /appendix-/.test(id) ? 0.7 : 1),
    },
  },
}

export default defineConfig({
  title: 'Handoff',
  description: 'How Go makes a system call, rebuilt in C++, one chapter at a time',
  lang: 'en-GB',
  base,
  cleanUrls: false, // so that any web server can serve the site
  srcExclude: ['node_modules/**', 'tools/**', 'public/**'],
  rewrites: { 'README.md': 'index.md' },
  outDir: '../build/book',
  cacheDir: '../build/book-cache',
  buildEnd: ({ outDir }) => writeSources(wanted, { root: resolve(book, '..'), out: outDir, base, repository }),
  head: [
    ['link', { rel: 'icon', href: `data:image/svg+xml,${encodeURIComponent(icon)}` }],
    // Where the player's links into the sources lead.
    ['meta', { name: 'sources', content: `${base}source/*.html` }],
    ...existsSync(resolve(book, 'public/trace-player.js'))
      ? [['script', { type: 'module', src: base + 'trace-player.js' }]] : [],
  ],
  vue: { template: { compilerOptions: { isCustomElement: tag => tag === 'trace-player' } } },
  markdown: {
    config: markdown,
    anchor: { slugify: slug }, // GitHub's, so that one link serves both
    languages: [gas],
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  themeConfig: {
    sidebar: [
      ...(preface ? [item('README.md')] : []),
      { text: 'Chapters', items: chapters.map(item) },
      { text: 'Appendices', items: appendices.map(item) },
    ],
    outline: [2, 3],
    search: { provider: 'local', options: search },
    socialLinks: repository ? [{ icon: /github/.test(repository) ? 'github' : 'git', link: repository }] : [],
  },
})
