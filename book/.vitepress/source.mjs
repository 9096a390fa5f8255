// The repository's files as pages of the site, source/chapters/05-entersyscall/retake.cpp.html#L36, so that a caption
// opens the code that this very page was made of, wherever the site stands, and without the network.
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { dirname, extname, posix, resolve } from 'node:path'
import { createHighlighter } from 'shiki'
import gas from './gas.mjs'

const languages = { '.cpp': 'cpp', '.hpp': 'cpp', '.S': 'gas', '.mjs': 'js', '.sh': 'bash', '.mk': 'make', '.go': 'go', '.md': 'md' }
const escape = text => text.replace(/[&<>"]/g, c => `&#${c.charCodeAt(0)};`)

const style = `:root { color-scheme: light dark; --bg: #fff; --text: #1f2328; --dim: #59636e; --here: #fff3c4; --link: #0550ae }
:root.dark { --bg: #1b1b1f; --text: #dfdfd6; --dim: #a3abb5; --here: #3d3414; --link: #79b8ff }
body { margin: 0; background: var(--bg); color: var(--text); font: 16px/1.6 system-ui, sans-serif }
header { padding: 14px 24px; border-bottom: 1px solid var(--dim); display: flex; flex-wrap: wrap; gap: 4px 20px }
h1 { font-size: 16px; margin: 0; overflow-wrap: anywhere } a { color: var(--link) } ul { padding: 8px 44px; line-height: 1.9 }
pre.shiki { margin: 0; padding: 16px 24px 40vh; overflow-x: auto; font: 13px/1.6 ui-monospace, Menlo, Consolas, monospace; background: var(--bg) !important }
.line { scroll-margin-top: 30vh } .line:target { background: var(--here); display: inline-block; min-width: 100% }
.line > a { display: inline-block; width: 3.5em; margin-right: 1.5em; text-align: right; color: var(--dim); text-decoration: none; user-select: none }
.dark .shiki span { color: var(--shiki-dark) !important }`
// What the reader has chosen on the other pages.
const dark = `{ const t = localStorage.getItem('vitepress-theme-appearance') ?? 'auto'
document.documentElement.classList.toggle('dark', t === 'dark' || (t === 'auto' && matchMedia('(prefers-color-scheme: dark)').matches)) }`

const page = (title, links, body) => `<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)} | Handoff</title>
<style>${style}</style><script>${dark}</script></head>
<body><header><h1>${escape(title)}</h1>${links.map(([text, href]) => `<a href="${escape(href)}">${escape(text)}</a>`).join('')}</header>
<main>${body}</main></body></html>
`

/** Writes a page for each of `files`, for what lies in the folders among them, and for the folders above. */
export async function writeSources(files, { root, out, base, repository }) {
  const highlighter = await createHighlighter({
    themes: ['github-light-high-contrast', 'github-dark-high-contrast'], langs: [...new Set(Object.values(languages))].map(l => l === 'gas' ? gas : l),
  })
  const isFolder = file => statSync(resolve(root, file)).isDirectory()
  const all = new Set(files)
  for (const folder of [...files].filter(isFolder)) for (const e of inside(resolve(root, folder))) if (!e.isDirectory()) all.add(`${folder}/${e.name}`)
  for (const file of all) if (posix.dirname(file) !== '.') all.add(posix.dirname(file)) // a set grows while one walks it
  for (const file of all) {
    const path = resolve(root, file), folder = isFolder(file), links = [['The book', base]]
    if (file.includes('/')) links.push([posix.dirname(file), `${base}source/${posix.dirname(file)}/index.html`])
    if (repository) links.push(['In the repository', `${repository}/${folder ? 'tree' : 'blob'}/main/${file}`])
    const to = resolve(out, 'source', folder ? `${file}/index.html` : `${file}.html`)
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, page(file, links, folder ? listing(path, file, all) : listed(readFileSync(path, 'utf8'), language(file))))
  }
  highlighter.dispose()
  return all.size

  function listed(text, lang) {
    return highlighter.codeToHtml(text.trimEnd(), {
      lang, themes: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
      transformers: [{
        pre(node) { node.properties.tabindex = '0' },
        line(node, n) {
          node.properties.id = `L${n}`
          node.children.unshift({ type: 'element', tagName: 'a', properties: { href: `#L${n}` }, children: [{ type: 'text', value: `${n}` }] })
        },
      }],
    })
  }
}

const language = file => languages[extname(file)] ?? (/Makefile$/.test(file) ? 'make' : 'text')
const inside = path => readdirSync(path, { withFileTypes: true }).filter(e => e.isDirectory() || language(e.name) !== 'text')

function listing(path, file, all) {
  const names = inside(path).sort((a, b) => b.isDirectory() - a.isDirectory() || (a.name < b.name ? -1 : 1))
  return `<ul>${names.filter(e => all.has(`${file}/${e.name}`))
    .map(e => `<li><a href="${escape(e.name)}${e.isDirectory() ? '/index' : ''}.html">${escape(e.name)}${e.isDirectory() ? '/' : ''}</a></li>`).join('')}</ul>`
}
