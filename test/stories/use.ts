// What the page costs who uses it: from nothing to usable, a key, another room, and memory while much is said. Prints what bench/use.ts reads.

import type { RoomId } from '@hearth/protocol/ids.ts'
import type { BrowserContextOptions, CDPSession, Locator, Page } from 'playwright-core'
import type { Spread, UseOfPage } from '#bench/use.ts'
import { openBrowser, type Visitor } from '../harness/browser.ts'
import { join, type Person } from '../harness/cast.ts'
import { startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { fill, wide } from './crowd.ts'
import { signIn } from './hands.ts'

const ROOMS = 20
const EACH = 500
const TIMES = 5
const KEYS = 60
const SOAK = { perSecond: 200, seconds: 60 } as const

const tell = (words: string): void => void process.stderr.write(`${words}\n`)

async function measure(): Promise<UseOfPage> {
  await using server = await startServer({ env: wide })
  await using browser = await openBrowser(() => server, { worker: true })
  const bo = await join(server, 'bo')
  const ada = await join(server, 'ada')
  const rooms: RoomId[] = []
  for (let at = 0; at < ROOMS; at++) {
    const { room } = await bo.wire.ask('room.create', { kind: 'group', name: `Room ${at + 1}`, members: [ada.user.id] })
    await fill(bo, room.id, EACH)
    rooms.push(room.id)
  }
  tell(`${ROOMS * EACH} messages are said`)
  const visit = (options?: BrowserContextOptions): Promise<Visitor> => browser.visit('/favicon.ico', options)
  await using visitor = await visit()
  const { page } = visitor
  await page.goto(new URL('/', page.url()).href)
  await signIn(visitor, 'ada')
  const signedIn = await visitor.context.storageState()
  const opening = await measureOpening(visit, signedIn, `/#/room/${rooms[0]}`)
  tell('opened')
  for (const at of rooms.keys()) await enter(page, rooms, at)
  const returning = await measureSwitching(page, rooms)
  const messages = await loadAll(page, rooms)
  tell(`${messages} messages are loaded`)
  const typing = await measureTyping(page)
  const switching = await measureSwitching(page, rooms)
  tell('typed and switched')
  return { opening, messages, typing, switching, returning, soak: await measureSoak(page, bo, rooms) }
}

/** Milliseconds: to the first paint of anything, and from there until it can be used. */
type Opened = { readonly paint: number; readonly usable: number }

/** A new profile each time; the clock is the page's own, from the moment the address was asked for. */
async function measureOpening(
  visit: (options?: BrowserContextOptions) => Promise<Visitor>,
  signedIn: Exclude<BrowserContextOptions['storageState'], string | undefined>,
  room: string,
): Promise<UseOfPage['opening']> {
  const open = async (path: string, selector: string, options: BrowserContextOptions): Promise<Opened> => {
    await using visitor = await visit(options)
    const { page } = visitor
    await slowly(page, 4)
    await page.addInitScript((wanted) => {
      const watch = new MutationObserver(() => {
        if (!document.querySelector(wanted)) return
        watch.disconnect()
        requestAnimationFrame(() => setTimeout(() => console.debug('usable', performance.now())))
      })
      watch.observe(document, { childList: true, subtree: true })
    }, selector)
    // The page says so by itself: who asks again and again takes from a processor that is slow already.
    const said = page.waitForEvent('console', { predicate: (message) => message.text().startsWith('usable '), timeout: 60_000 })
    await page.goto(new URL(path, page.url()).href, { waitUntil: 'commit' })
    const usable = Number((await said).text().split(' ')[1])
    const paint = await page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
    return { paint, usable: usable - paint }
  }
  const doors: Opened[] = []
  const houses: Opened[] = []
  for (let at = 0; at < TIMES; at++) {
    doors.push(await open('/', 'form input', {}))
    houses.push(await open(room, '[role=article]', { storageState: signedIn }))
  }
  return {
    paint: spread([...doors, ...houses].map(({ paint }) => paint)),
    door: spread(doors.map(({ usable }) => usable)),
    room: spread(houses.map(({ usable }) => usable)),
  }
}

async function slowly(page: Page, rate: number): Promise<CDPSession> {
  const session = await page.context().newCDPSession(page)
  await session.send('Emulation.setCPUThrottlingRate', { rate })
  return session
}

const show = (page: Page, room: RoomId): Promise<unknown> => page.evaluate((id) => (location.hash = `#/room/${id}`), room)
const log = (page: Page) => page.getByRole('log', { name: 'Messages' })

/** Whoever comes in for the first time stands at the first of its words. */
async function enter(page: Page, rooms: readonly RoomId[], at: number): Promise<Locator> {
  if (rooms[at]) await show(page, rooms[at])
  const room = page.getByRole('main', { name: `Room ${at + 1}`, exact: true })
  await room.getByRole('article').first().waitFor()
  return room
}

/** Opens every room, goes to its newest words, and from there up to its beginning. */
async function loadAll(page: Page, rooms: readonly RoomId[]): Promise<number> {
  for (const at of rooms.keys()) {
    const room = await enter(page, rooms, at)
    await log(page).press('Escape')
    await room
      .getByRole('article')
      .filter({ hasText: `line ${EACH - 1}` })
      .waitFor()
    await until(
      'the beginning of the room',
      async () => {
        await log(page).press('Home')
        return page.locator('[data-seq="2"], [data-seq="1"]').count()
      },
      { within: 60_000, every: 30 },
    )
  }
  return rooms.length * EACH
}

async function measureTyping(page: Page): Promise<Spread> {
  const area = page.getByRole('group', { name: 'Write a message' }).getByRole('textbox')
  await area.focus()
  await page.evaluate(() => {
    const took: number[] = []
    let began = 0
    addEventListener('keydown', () => (began = performance.now()), { capture: true })
    addEventListener('input', () =>
      queueMicrotask(() => {
        document.body.getBoundingClientRect()
        took.push(performance.now() - began)
      }),
    )
    Object.assign(window, { took })
  })
  for (let at = 0; at < KEYS; at++) await page.keyboard.press('abcdefgh '.charAt(at % 9))
  const took: number[] = await page.evaluate(() => ('took' in window && Array.isArray(window.took) ? window.took : []))
  await area.fill('')
  return spread(took)
}

/** Between rooms that were open before: from the click to where the other room's messages are laid out. Twice through all of them. */
async function measureSwitching(page: Page, rooms: readonly RoomId[]): Promise<Spread> {
  const took: number[] = []
  for (const room of [...rooms, ...rooms]) {
    took.push(
      await page.evaluate(
        (id) =>
          new Promise<number>((resolve) => {
            const link = document.querySelector<HTMLElement>(`a[href="#/room/${id}"]`)
            const was = document.querySelector('[role=log]')
            const began = performance.now()
            const watch = new MutationObserver(() => {
              const now = document.querySelector('[role=log]')
              if (now === was || !now?.querySelector('[role=article]')) return
              watch.disconnect()
              now.getBoundingClientRect()
              resolve(performance.now() - began)
            })
            watch.observe(document, { childList: true, subtree: true })
            link?.click()
          }),
        room,
      ),
    )
  }
  return spread(took)
}

async function measureSoak(page: Page, bo: Person, rooms: readonly RoomId[]): Promise<UseOfPage['soak']> {
  const [room] = rooms
  if (!room) throw new Error('there are no rooms')
  const session = await page.context().newCDPSession(page)
  await show(page, room)
  await log(page).press('End')
  const heap = async (): Promise<number> => {
    await session.send('HeapProfiler.collectGarbage')
    const { usedSize } = await session.send('Runtime.getHeapUsage')
    return Math.round(usedSize / 104_857.6) / 10
  }
  const talk = async (seconds: number): Promise<void> => {
    for (let at = 0; at < seconds; at++) {
      const began = performance.now()
      await fill(bo, rooms[at % 3] ?? room, SOAK.perSecond)
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, 1000 - (performance.now() - began))))
    }
  }
  // First as much as a window holds at most: from then on it must not grow.
  await talk(12)
  const beforeMB = await heap()
  await talk(SOAK.seconds)
  const rows = await page.getByRole('article').count()
  return { messages: SOAK.perSecond * SOAK.seconds, perSecond: SOAK.perSecond, beforeMB, afterMB: await heap(), rows }
}

function spread(times: readonly number[]): Spread {
  const sorted = [...times].sort((a, b) => a - b)
  const tenth = (ms: number | undefined): number => Math.round((ms ?? 0) * 10) / 10
  return { medianMs: tenth(sorted[Math.floor(sorted.length / 2)]), worstMs: tenth(sorted.at(-1)) }
}

process.stdout.write(JSON.stringify(await measure()))
