// visit.mjs [FOLDER]: what a reader of the whole site does that browser.mjs does not look for on each page: follows a caption
// into the source, searches, gets lost, reads on a phone, jumps to a moment of a recorded run. Prints PASS and FAIL lines.
import { chromium } from 'playwright-core'
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { options, serve } from './chromium.mjs'

const site = resolve(process.argv[2] ?? join(import.meta.dirname, '../../build/book'))
const { home, close } = await serve(site)
const browser = await chromium.launch(options())
let failed = 0
async function check(name, check) {
  let faults
  try { faults = await check() ?? [] } catch (error) { faults = [error.message.split('\n')[0]] }
  console.log(`${faults.length ? 'FAIL' : 'PASS'} ${name}`)
  for (const fault of faults.slice(0, 10)) console.log(`  ${fault}`)
  if (faults.length) failed++
}
async function open(name, width, height = 800) {
  const context = await browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce' })
  context.setDefaultTimeout(20000)
  const page = await context.newPage()
  await page.goto(home + name)
  await page.waitForFunction('document.querySelector("#app")?.__vue_app__')
  return page
}

await check('every caption opens a source at a line that is there', () => {
  const faults = []
  for (const name of readdirSync(site).filter(name => name.endsWith('.html'))) {
    const text = readFileSync(join(site, name), 'utf8')
    for (const [, file, line] of text.matchAll(/href="\/(source\/[^"#]*)(?:#(L\d+))?"/g)) {
      const there = existsSync(join(site, file)) && readFileSync(join(site, file), 'utf8')
      if (!there || (line && !there.includes(`id="${line}"`))) faults.push(`${name}: ${file} ${line ?? ''}`)
    }
    const blocks = text.match(/<div class="language-(cpp|gas|diff)/g)?.length ?? 0, captions = text.match(/class="caption"/g)?.length ?? 0
    if (/^\d/.test(name) && captions < blocks / 2) faults.push(`${name}: ${captions} captions for ${blocks} listings`)
  }
  return faults
})
for (const width of [1440, 1500, 1560, 1600, 1900]) {
  await check(`at ${width} pixels the sidebar is not cut off`, async () => {
    const page = await open('05-entersyscall.html', width)
    const faults = await page.evaluate(() => {
      const bar = document.querySelector('.VPSidebar').getBoundingClientRect()
      return [...document.querySelectorAll('.VPSidebar a .text')].map(text => [text.textContent, text.getBoundingClientRect()])
        .filter(([, box]) => box.right > bar.right || box.left < bar.left).map(([text]) => text)
    })
    await page.context().close()
    return faults
  })
}
for (const [word, wanted] of [['syscalltick', /Chapter 5.*What the others can see/], ['Two chances', /Chapter 6.*Two chances/], ['LockOSThread', /Chapter 7/], ['nmspinning', /Chapter 4/]]) {
  await check(`search for ${word}: first comes where it is explained`, async () => {
    const page = await open('', 1280)
    await page.keyboard.press('Control+k')
    await page.locator('.VPLocalSearchBox input').fill(word)
    const first = page.locator('.VPLocalSearchBox .result').first()
    await first.waitFor()
    const text = (await first.innerText()).replace(/\s+/g, ' ')
    await page.context().close()
    return wanted.test(text) ? [] : [text]
  })
}
await check('a page that is not there searches for what its address names', async () => {
  const page = await open('05-exitsyscallfast.html', 1280)
  await page.locator('.VPLocalSearchBox .result', { hasText: 'Chapter 6' }).first().waitFor()
  await page.context().close()
})
await check('the first page leads to chapter 1 by a button', async () => {
  const page = await open('', 360, 740)
  await page.locator('.start a').click()
  await page.waitForURL('**/01-*.html')
  await page.context().close()
})
await check('on a phone a wide picture scrolls, and is large enough to read', async () => {
  const page = await open('04-multi-p.html', 360, 740)
  const faults = await page.evaluate(() => [...document.querySelectorAll('.picture')].filter(picture =>
    picture.scrollWidth <= picture.clientWidth || picture.querySelector('img').width < 700).map(picture => picture.innerHTML))
  await page.context().close()
  return faults
})
await check('on a phone the player and its controls share the screen', async () => {
  const page = await open('05-entersyscall.html', 360, 740), player = page.locator('trace-player')
  await page.waitForFunction(player => player.ready, await player.elementHandle())
  const faults = []
  for (const part of ['.line', '.board', '.kernel']) {
    await player.locator(part).evaluate(part => part.scrollIntoView({ block: 'end' }))
    for (const control of ['.play', '.next', '.say']) {
      const { top, bottom } = await player.locator(control).evaluate(control => { const { top, bottom } = control.getBoundingClientRect(); return { top, bottom } })
      if (top < 48 || bottom > 740) faults.push(`${control} is at ${Math.round(top)} when ${part} is on the screen`)
    }
  }
  await page.context().close()
  return faults
})
await check('a link moves the player to its moment: in the address, in the text, and once more', async () => {
  const page = await open('05-entersyscall.html#trace-5-retake', 1280), player = page.locator('trace-player')
  const says = async pattern => { await player.locator('.say', { hasText: pattern }).waitFor() }
  await says(/sysmon takes P\d away/)
  await player.getByRole('button', { name: 'Next event' }).click()
  for (let times = 0; times < 2; times++) {
    await page.locator('.vp-doc p a[href$="#trace-5-takesover"]').click()
    await says(/M\d takes P\d/)
    await player.getByRole('button', { name: 'Next event' }).click()
  }
  await player.locator('.where a[href^="#trace-5-"]').click()
  await page.waitForURL('**/05-entersyscall.html#trace-5-*')
  await player.getByRole('button', { name: 'Next retake' }).click()
  await says(/sysmon takes P\d away/)
  await page.context().close()
})

await browser.close()
close()
process.exitCode = failed ? 1 : 0
