import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { measurePage } from '#bench/page.ts'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { say as sayByWire } from '../harness/cast.ts'
import { deep } from '../harness/deep.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { fill, host, wide } from './crowd.ts'
import { article, register } from './hands.ts'
import { soak } from './soak.ts'

const MANY = 10_000
/** So many of them are scrolled through. */
const FAR = deep ? 3_000 : 1_200
let server: Server
let browser: Browser
let ada: Visitor
let bo: Awaited<ReturnType<typeof host>>
beforeAll(async () => {
  server = await startServer({ env: wide })
  browser = await openBrowser(() => server)
  ada = await browser.visit()
  await register(ada, 'Ada')
  bo = await host(server, 'bo', 'Library')
  await fill(bo.person, bo.room, MANY, (number) => `line ${number}${number % 7 === 0 ? `\n${'and more words '.repeat(number % 30)}` : ''}`)
  const { people } = await bo.person.wire.ask('people.search', { text: 'ada' })
  await bo.person.wire.ask('room.invite', { room: bo.room, users: people.map(({ id }) => id) })
  await fill(bo.person, bo.room, 60, (number) => `later ${number}`)
})
afterAll(async () => {
  await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

const log = (page: Page) => page.getByRole('log', { name: 'Messages' })
/** The message nearest to the middle of the view and how far from its top it is. */
const inView = (page: Page) =>
  log(page).evaluate((box) => {
    const middle = box.getBoundingClientRect().top + box.clientHeight / 2
    const rows = [...box.querySelectorAll<HTMLElement>('[data-seq]')]
    const row = rows.findLast((one) => one.getBoundingClientRect().top <= middle) ?? rows[0]
    return { seq: Number(row?.dataset['seq']), top: Math.round(row?.getBoundingClientRect().top ?? 0), rows: rows.length }
  })

it('[TEST-14] a room opens at the first unread, under a line', async () => {
  const { page } = ada
  await page
    .getByRole('navigation', { name: 'Rooms and people' })
    .getByRole('link', { name: /Library/ })
    .click()
  await log(page).waitFor()
  await page.getByRole('separator', { name: 'New messages' }).waitFor()
  await until('the first unread to be in view', async () => article(page, 'later 0').first().isVisible())
  await picture(page, 'first-unread')
})

it('[TEST-14] a message that comes while one reads further up does not move the view', async () => {
  const { page } = ada
  await log(page).hover()
  await page.mouse.wheel(0, -2_000)
  const before = await until('the view to rest', async () => {
    const [one, two] = [await inView(page), await inView(page)]
    return one.top === two.top ? two : undefined
  })
  for (let number = 0; number < 5; number++) await sayByWire(bo.person, bo.room, `while reading ${number}`)
  await page.getByRole('button', { name: /new|Latest/ }).waitFor()
  expect(await inView(page)).toMatchObject({ seq: before.seq, top: before.top })
})

/** What a reader would have noticed, frame by frame, in the page itself. */
type Watch = { frames: number; empty: number; most: number; moved: number[]; pages: number }

/** Each frame: is there something in the middle of the view, how much is drawn, and does the line that is held stand where it stood? */
const watch = (page: Page): Promise<void> =>
  log(page).evaluate((box) => {
    const seen: Watch = { frames: 0, empty: 0, most: 0, moved: [], pages: 0 }
    let held: { key: string; top: number } | undefined
    let oldest = ''
    const hold = (): void => {
      box.scrollTop = 400
      const row = [...box.querySelectorAll<HTMLElement>('[data-seq]')].find(
        (one) => one.getBoundingClientRect().top >= box.getBoundingClientRect().top,
      )
      held = row && { key: row.dataset['key'] ?? '', top: row.getBoundingClientRect().top }
    }
    const look = (): void => {
      const rows = [...box.querySelectorAll<HTMLElement>('[data-seq]')]
      const view = box.getBoundingClientRect()
      const middle = view.top + view.height / 2
      seen.frames++
      seen.most = Math.max(seen.most, rows.length)
      // Between two groups there is air; a hole is where nothing is near.
      if (!rows.some((row) => row.getBoundingClientRect().top <= middle + 60 && row.getBoundingClientRect().bottom >= middle - 60))
        seen.empty++
      const first = rows[0]?.dataset['key'] ?? ''
      if (oldest !== '' && first !== oldest) seen.pages++
      oldest = first
      const row = held && rows.find((one) => one.dataset['key'] === held?.key)
      const by = held && (row ? row.getBoundingClientRect().top - held.top : Number.NaN)
      if (by !== undefined && by !== 0) seen.moved.push(by)
      next()
    }
    // The last moment before a frame is on the screen, when the page, which watches sizes too, has had its say.
    const next = (): number =>
      requestAnimationFrame(() => {
        const last = new ResizeObserver(() => {
          last.disconnect()
          look()
        })
        last.observe(box)
      })
    next()
    Object.assign(window, { seen, hold, letGo: () => (held = undefined) })
  })
const watched = (page: Page): Promise<Watch> => page.evaluate(() => ({ ...Reflect.get(window, 'seen') }))
const call = (page: Page, name: 'hold' | 'letGo'): Promise<void> => page.evaluate((what) => void Reflect.get(window, what)(), name)

it('[TEST-14] while older pages come the line one reads stands still to the pixel, in every frame', { timeout: 120_000 }, async () => {
  const { page } = ada
  await watch(page)
  for (let round = 0; round < 12; round++) {
    const { pages } = await watched(page)
    // Near the top of what is drawn, and still: what comes now comes above the line that is read.
    await call(page, 'hold')
    await until('older messages to be drawn', async () => (await watched(page)).pages > pages, { seen: () => `round ${round}` })
    const { frames } = await watched(page)
    await until('ten frames more', async () => (await watched(page)).frames > frames + 10)
    expect((await watched(page)).moved).toEqual([])
    await call(page, 'letGo')
  }
  const seen = await watched(page)
  expect(seen).toMatchObject({ moved: [], empty: 0 })
  expect(seen.most).toBeLessThanOrEqual(300)
  await picture(page, 'history')
})

it('[TEST-14] through 10,000 messages one scrolls without a hole, a jump or a heavy document', { timeout: 120_000 }, async () => {
  const { page } = ada
  await log(page).hover()
  const start = (await inView(page)).seq
  const before = await watched(page)
  const jumps: string[] = []
  let last = start
  for (let step = 0; step < 300 && last > start - FAR; step++) {
    await page.mouse.wheel(0, -1_800)
    await page.evaluate(() => new Promise((frame) => requestAnimationFrame(() => requestAnimationFrame(frame))))
    const now = await inView(page)
    // A wheel of 1,800 pixels passes at most some eighty short lines; going down is never right.
    if (now.seq > last || last - now.seq > 100) jumps.push(`${last} to ${now.seq}`)
    last = now.seq
  }
  const seen = await watched(page)
  expect(last).toBeLessThan(start - FAR / 2)
  expect(jumps).toEqual([])
  expect(seen.frames - before.frames).toBeGreaterThan(FAR / 30)
  expect(seen.empty).toBe(0)
  expect(seen.most).toBeLessThanOrEqual(300)
})

it('[TEST-14] one press leads back to the newest', async () => {
  const { page } = ada
  await page.getByRole('button', { name: /new|Latest/ }).click()
  await article(page, 'while reading 4').waitFor()
})

it('[TEST-14] a jump to what is answered leads back to where one was', async () => {
  const { page } = ada
  const { messages } = await bo.person.wire.ask('room.history', { room: bo.room, after: 4_000, limit: 1 })
  const old = messages[0]
  if (!old) throw new Error('there is no old message')
  await bo.person.wire.ask('message.send', { room: bo.room, text: 'as I said', clientId: 'as-i-said', replyTo: old.id })
  for (let number = 0; number < 40; number++) await sayByWire(bo.person, bo.room, `afterwards ${number}`)
  const answer = article(page, 'as I said')
  await article(page, 'afterwards 39').waitFor()
  await answer.scrollIntoViewIfNeeded()
  const place = await until('the view to rest', async () => {
    const [one, two] = [await inView(page), await inView(page)]
    return one.top === two.top ? two : undefined
  })
  await answer.getByRole('button', { name: /^In reply to/ }).click()
  await page.locator(`[data-seq="${old.seq}"]`).waitFor()
  await picture(page, 'back')
  await page.getByRole('button', { name: 'Back to where I was' }).click()
  await answer.waitFor()
  await until('the same line at the same height', async () => {
    const now = await inView(page)
    return now.seq === place.seq && now.top === place.top
  })
  expect(await page.getByRole('button', { name: 'Back to where I was' }).count()).toBe(0)
})

const SECONDS = deep ? 600 : 6

it('[TEST-14] however long twenty messages come in a second, the page holds no more than before', {
  timeout: (SECONDS + 120) * 1000,
}, async () => {
  const { page } = ada
  await log(page).press('End')
  const told = await soak(page, (many) => fill(bo.person, bo.room, many, (number) => `soak ${number}`), 20, SECONDS)
  expect(told.rows).toBeLessThan(300)
  expect(told.nodes).toBeLessThan(6000)
  expect(told.afterMB - told.beforeMB, JSON.stringify(told)).toBeLessThan(12)
})

it('[TEST-15] the first load holds at most 185 KB of compressed script, and everything comes from the server itself', async () => {
  expect(measurePage().scriptKB).toBeLessThanOrEqual(185)
  const fresh = await browser.visit()
  const foreign: string[] = []
  fresh.page.on('request', (request) => new URL(request.url()).host !== `127.0.0.1:${server.run.httpsPort}` && foreign.push(request.url()))
  const response = await fresh.page.reload()
  await fresh.page.getByRole('button', { name: 'Sign in' }).waitFor()
  expect(foreign).toEqual([])
  expect(response?.headers()['content-security-policy']).toMatch(/default-src 'none'/)
  expect(response?.headers()['content-security-policy']).not.toMatch(/unsafe-eval|script-src[^;]*unsafe-inline/)
  expect(readFileSync(new URL('../../web/dist/index.html', import.meta.url), 'utf8')).not.toMatch(/https?:\/\//)
  expect(ada.troubles).toEqual([])
})
