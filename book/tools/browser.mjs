// browser.mjs [FOLDER]: opens every page of the built site in headless Chromium, as readers would: with a wide window
// and a phone, in light and dark, without JavaScript, on paper. Prints PASS and FAIL lines.
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { options, serve } from './chromium.mjs'

const site = resolve(process.argv[2] ?? join(import.meta.dirname, '../../build/book'))
const pages = readdirSync(site).filter(name => name.endsWith('.html') && name !== '404.html').sort()
const wide = { width: 1280, height: 900 }, phone = { width: 360, height: 740 }
let failed = 0

// CHECK fails by throwing, or by returning a list of faults.
async function check(name, check) {
  let faults
  try { faults = await check() ?? [] } catch (error) { faults = [error.message.split('\n')[0]] }
  console.log(`${faults.length ? 'FAIL' : 'PASS'} ${name}`)
  for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`)
  if (faults.length) failed++
}

const { home, close: stop } = await serve(site)
const browser = await chromium.launch(options())

// A tab, and what went wrong in it.
async function open(name, options = {}) {
  const context = await browser.newContext({ viewport: wide, colorScheme: 'light', reducedMotion: 'reduce', ...options })
  context.setDefaultTimeout(10000)
  const page = await context.newPage(), faults = [], readsCode = options.javaScriptEnabled ?? true
  page.on('request', request => {
    const url = request.url()
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) faults.push(`a request to elsewhere: ${url}`)
  })
  page.on('console', message => { if (message.type() === 'error') faults.push(message.text()) })
  page.on('pageerror', error => faults.push(error.message))
  page.on('requestfailed', request => {
    if (readsCode || !request.url().endsWith('.js')) faults.push(`failed: ${request.url()}`)
  })
  page.on('response', response => { if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`) })
  await page.goto(home + name)
  if (readsCode) await page.waitForFunction('document.querySelector("#app").__vue_app__')
  return { page, faults, close: () => context.close() }
}

// What axe calls serious or critical, folded answers unfolded. RULES: only these, instead of all.
async function accessible(page, rules) {
  await page.evaluate(() => { for (const details of document.querySelectorAll('details')) details.open = true })
  if (!await page.evaluate('window.axe')) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(rules => axe.run({ resultTypes: ['violations'], ...rules }),
    rules && { runOnly: rules })
  return violations.filter(fault => /serious|critical/.test(fault.impact))
    .flatMap(({ id, nodes }) => nodes.map(node => `${id}: ${node.html.slice(0, 100)}`))
}

// Links within the site whose page has no such heading.
const deadAnchors = page => page.evaluate(async () => {
  const dead = []
  for (const link of document.querySelectorAll('main a[href*="#"]')) {
    if (link.origin !== location.origin || /^#trace-\d+-/.test(link.hash)) continue // the player's: sync.mjs looks
    const there = link.pathname === location.pathname ? document
      : new DOMParser().parseFromString(await (await fetch(link.pathname)).text(), 'text/html')
    if (!there.getElementById(decodeURIComponent(link.hash.slice(1)))) dead.push(link.href)
  }
  return dead
})

// Plays a recording to its end with the mouse, and moves in it with the keyboard.
async function plays(page, player) {
  const position = () => player.evaluate(player => player.position)
  const at = async wanted => { if (await position() !== wanted) throw Error(`at ${await position()} instead of ${wanted}`) }
  await player.scrollIntoViewIfNeeded()
  await page.waitForFunction(player => player.ready && player.length > 0, await player.elementHandle())
  const length = await player.evaluate(player => player.length)
  await player.getByRole('button', { name: 'Next event' }).click()
  await at(1)
  await player.getByRole('button', { name: 'Previous event' }).click()
  await at(0)
  const ended = player.evaluate(player => new Promise((ended, late) => {
    player.addEventListener('ended', ended, { once: true })
    setTimeout(() => late(Error(`not at its end after a minute: ${player.position} of ${player.length}`)), 60000)
    player.setAttribute('speed', 1000)
  }).then(() => {}))
  await player.getByRole('button', { name: 'Play', exact: true }).click()
  await ended
  await at(length)
  await player.focus()
  await page.keyboard.press('ArrowLeft')
  await at(length - 1)
  await page.keyboard.press('ArrowRight')
  await at(length)
}

async function read(name) {
  const { page, faults, close } = await open(name)
  const whole = await page.locator('main').innerText()
  await check(`${name}: its links lead to headings that exist`, () => deadAnchors(page))
  await check(`${name}: accessible in light`, () => accessible(page))
  for (const [i, player] of (await page.locator('trace-player').all()).entries()) {
    await check(`${name}: player ${i + 1} plays to its end`, () => plays(page, player))
  }
  await page.emulateMedia({ media: 'screen', colorScheme: 'dark' })
  await page.locator('html.dark').waitFor()
  await page.emulateMedia({ media: 'print' })
  await check(`${name}: on paper, light and without navigation`, async () => {
    await page.locator('html:not(.dark)').waitFor()
    const shown = await page.locator('nav, aside, header, .VPLocalNav, .VPDocFooter').filter({ visible: true }).all()
    return Promise.all(shown.map(element => element.evaluate(element => `shown: ${element.outerHTML.slice(0, 100)}`)))
  })
  await page.emulateMedia({ media: 'screen' })
  await page.locator('html.dark').waitFor()
  await page.setViewportSize(phone)
  await check(`${name}: on a phone, nothing wider than its 360 pixels`, async () => {
    const width = await page.evaluate('document.documentElement.scrollWidth')
    return width > phone.width ? [`${width} pixels`] : []
  })
  await check(`${name}: accessible in dark, on a phone`,
    () => accessible(page, ['color-contrast', 'scrollable-region-focusable']))
  await check(`${name}: no error, and no request that failed or went elsewhere`, () => faults)
  await close()

  const plain = await open(name, { javaScriptEnabled: false })
  await check(`${name}: without JavaScript, text and pictures`, async () => {
    const text = await plain.page.locator('main').innerText()
    const hidden = []
    for (const picture of await plain.page.locator('main img').all()) {
      const drawn = await picture.isVisible() && await picture.evaluate(picture => picture.naturalWidth)
      if (!drawn) hidden.push(`not shown: ${await picture.getAttribute('src')}`)
    }
    const less = text.length < whole.length ? [`${text.length} characters instead of ${whole.length}`] : []
    return [...less, ...hidden, ...plain.faults]
  })
  await plain.close()
}

// Two at a time.
if (!pages.length) throw Error(`there is no site in ${site}`)
const unread = [...pages]
const reader = async () => { while (unread.length) await read(unread.shift()) }
await Promise.all([reader(), reader()])

{
  const { page, close } = await open(pages[0])
  await check('the sidebar lists every page', async () => {
    const links = await page.locator('.VPSidebar a')
      .evaluateAll(links => links.map(link => link.pathname.slice(1) || 'index.html'))
    return pages.filter(name => !links.includes(name))
  })
  await check('the switch makes it dark', async () => {
    await page.locator('.VPNavBarAppearance button').click()
    await page.locator('html.dark').waitFor()
  })
  await check('search finds exitsyscallfast', async () => {
    await page.keyboard.press('Control+k')
    await page.locator('.VPLocalSearchBox input').fill('exitsyscallfast')
    const result = page.locator('.VPLocalSearchBox .result').first()
    await result.waitFor()
    await result.click()
    await page.locator('main', { hasText: 'exitsyscallfast' }).waitFor()
  })
  await close()
}

await browser.close()
stop()
process.exitCode = failed ? 1 : 0
