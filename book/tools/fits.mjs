// fits.mjs [FOLDER]: opens every picture of the book in headless Chromium. No two words of one may collide, and none may
// stick out of it. Ends with "N passed, N failed".
import { chromium } from 'playwright-core'
import { readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { options } from './chromium.mjs'

const folder = resolve(process.argv[2] ?? join(import.meta.dirname, '../img'))
const browser = await chromium.launch(options())
const page = await (await browser.newContext({ viewport: { width: 900, height: 900 } })).newPage()
let passed = 0, failed = 0
for (const name of readdirSync(folder).filter(name => name.endsWith('.svg')).sort()) {
  await page.setContent(readFileSync(join(folder, name), 'utf8'))
  const faults = await page.evaluate(() => {
    const svg = document.querySelector('svg'), all = svg.getBoundingClientRect()
    const words = [...svg.querySelectorAll('text')].filter(text => !text.closest('defs')).map(text => [text.textContent, text.getBoundingClientRect()])
    const faults = words.filter(([, a]) => a.left < all.left - 1 || a.right > all.right + 1).map(([text]) => `sticks out: ${text}`)
    words.forEach(([text, a], i) => {
      for (const [other, b] of words.slice(i + 1)) {
        const width = Math.min(a.right, b.right) - Math.max(a.left, b.left), height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (width > 1 && height > 4) faults.push(`collide: ${text} | ${other}`)
      }
    })
    return faults
  })
  for (const fault of faults) console.log(`FAIL ${name}: ${fault}`)
  if (faults.length) failed++
  else passed++
}
await browser.close()
console.log(`${passed} passed, ${failed} failed`)
process.exitCode = failed ? 1 : 0
