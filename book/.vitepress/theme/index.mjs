import theme from 'vitepress/theme'
import { h } from 'vue'
import NotFound from './NotFound.vue'
import './book.css'

// Paper is white: what is dark becomes light for as long as it is printed.
if (!import.meta.env.SSR) {
  const { classList } = document.documentElement
  let dark
  matchMedia('print').addEventListener('change', ({ matches }) => {
    if (matches) dark = classList.contains('dark')
    classList.toggle('dark', dark && !matches)
  })
}

export default { extends: theme, Layout: () => h(theme.Layout, null, { 'not-found': () => h(NotFound) }) }
