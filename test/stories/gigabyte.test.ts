// A file that is large enough to meet whatever happens to a server and a page: 1 GB in the deep run, else as much as takes some seconds.
import { createHash } from 'node:crypto'
import { createReadStream, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join as inFolder } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { noise } from '../harness/images.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { article, attach, composer, openRoom, pace, pieces, register, send } from './hands.ts'

const MB = 1_048_576
const deep = process.env['HEARTH_TEST_DEEP'] === '1'
const size = deep ? 1024 * MB : 40 * MB
const perSecond = deep ? 64 * MB : 10 * MB
/** What may go over the wire a second time. */
const mostAgain = deep ? 0.05 : 0.5
/** More than this the browser may not grow by while such a file leaves it. */
const mostMemory = 300 * MB
const within = deep ? 600_000 : 60_000

const folder = temporary('large')
let server: Server
let port: string
/** Two of them: two people at two machines. */
let browsers: readonly [Browser, Browser]
let ada: Visitor
let bo: Visitor
beforeAll(async () => {
  server = await startServer({ data: folder.path })
  port = String(server.run.httpsPort)
  browsers = [await openBrowser(() => server), await openBrowser(() => server)]
  ada = await browsers[0].visit()
  bo = await browsers[1].visit()
  for (const [visitor, name] of [
    [ada, 'Ada'],
    [bo, 'Bo'],
  ] as const) {
    await register(visitor, name)
    await openRoom(visitor.page, 'Lobby')
  }
}, 60_000)
afterAll(async () => {
  for (const browser of browsers) await browser[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
  folder.drop()
})

it('[TEST-23] a large file between two browsers, the server killed twice on the way: the same bytes arrive, little is sent again', {
  timeout: within * 2,
}, async () => {
  const { page } = ada
  const path = inFolder(folder.path, 'large.bin')
  await write(path)
  const sent = watch(page)
  const handed = await tally(page)
  const before = await memoryOf(page)
  let most = 0
  await pace(page, perSecond)
  await attach(page, path)
  await composer(page).fill('All of it')
  await send(page)
  for (const share of [0.2, 0.6]) {
    const isThere = async () => {
      most = Math.max(most, await memoryOf(page))
      return sent.at() > size * share
    }
    await until(`${share} of it to be sent`, isThere, { within, every: 100, seen: sent.at })
    await server.kill('SIGKILL')
    await article(page, 'All of it').getByText('waiting for the connection').waitFor()
    server = await startServer({ data: folder.path, flags: ['--port', port] })
  }
  await pace(page, deep ? perSecond : null)
  await article(bo.page, 'All of it').waitFor({ timeout: within })
  expect(await article(bo.page, 'All of it').count()).toBe(1)
  expect(await download(bo.page, 'large.bin')).toBe(await sha256(path))
  const again = await handed.again()
  expect(await handed.all()).toBe(size + again)
  expect(again / size).toBeLessThan(mostAgain)
  if (deep) expect(most - before).toBeLessThan(mostMemory)
  if (deep) console.log(`sent again: ${again} bytes; the browser grew by ${Math.round((most - before) / MB)} MB`)
})

it('[TEST-23] a file too large to be kept by the page: after a reload it says which one to choose, refuses another, and goes on where it was', async () => {
  const { page } = ada
  await openRoom(page, 'Lobby')
  const [film, other] = [inFolder(folder.path, 'film.bin'), inFolder(folder.path, 'other.bin')]
  for (const [path, word] of [
    [film, 'the film'],
    [other, 'another'],
  ] as const) {
    writeFileSync(path, word)
    truncateSync(path, 130 * MB)
  }
  await pace(page, 4 * MB)
  const sent = watch(page)
  await attach(page, film)
  await until('some of it to be sent', () => sent.at() > 0)
  const reached = sent.at()
  await page.reload()
  const card = pieces(page).filter({ hasText: 'film.bin' })
  await card.getByText('Choose “film.bin” (130 MB) once more, unchanged: it goes on where it was.').waitFor()
  await picture(page, 'files-again')
  const input = page.locator('[data-again]')
  await input.setInputFiles(other)
  await page.getByText('That is another file. “film.bin” with its 130 MB, unchanged, is the one that was begun.').waitFor()
  const after = watch(page)
  await input.setInputFiles(film)
  await until('it to go on', () => after.at() > 0)
  expect(after.first()).toBeGreaterThanOrEqual(reached)
  // What was said of the other file still lies over it.
  await card.getByRole('button', { name: 'Cancel film.bin' }).press('Enter')
  await until('nothing to wait there', async () => (await pieces(page).count()) === 0)
})

it('[TEST-23] a file as large that was dropped goes on by itself after a reload, from where it lies', async () => {
  const { page } = ada
  await openRoom(page, 'Lobby')
  const film = inFolder(folder.path, 'dropped.bin')
  writeFileSync(film, 'dropped')
  truncateSync(film, 130 * MB)
  await pace(page, 4 * MB)
  const sent = watch(page)
  const place = await composer(page).boundingBox()
  const at = { x: (place?.x ?? 0) + 20, y: (place?.y ?? 0) + 5 }
  const hands = await page.context().newCDPSession(page)
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
    await hands.send('Input.dispatchDragEvent', { type, ...at, data: { items: [], files: [film], dragOperationsMask: 1 } })
  await until('some of it to be sent', () => sent.at() > 0)
  const reached = sent.at()
  await page.reload()
  const after = watch(page)
  await until('it to go on', () => after.at() > 0, { within: 20_000 })
  expect(after.first()).toBeGreaterThanOrEqual(reached)
  // The hands that dropped it are still held out to the page of before: they press nothing here.
  await pieces(page).getByRole('button', { name: 'Cancel dropped.bin' }).dispatchEvent('click')
  await until('nothing to wait there', async () => (await pieces(page).count()) === 0)
})

/** Counts in the page itself what it hands to the network, whether that ever leaves it or not. */
async function tally(page: Page): Promise<{ all(): Promise<number>; again(): Promise<number> }> {
  const pieces = await page.evaluateHandle(() => {
    const handed: (readonly [from: number, size: number])[] = []
    const plain = window.fetch
    window.fetch = (input, init) => {
      if (init?.method === 'PATCH' && init.body instanceof Blob)
        handed.push([Number(new Headers(init.headers).get('upload-offset')), init.body.size])
      return plain(input, init)
    }
    return handed
  })
  return {
    all: () => pieces.evaluate((handed) => handed.reduce((sum, [, bytes]) => sum + bytes, 0)),
    again: () =>
      pieces.evaluate((handed) =>
        handed.reduce((sum, [from], at) => {
          const [before, size] = handed[at - 1] ?? [0, 0]
          return sum + Math.max(0, before + size - from)
        }, 0),
      ),
  }
}

/** How far the uploads of a page are, and where the first of them began. */
function watch(page: Page) {
  let last = 0
  let first: number | undefined
  page.on('request', (request) => {
    if (request.method() !== 'PATCH') return
    last = Number(request.headers()['upload-offset'])
    first ??= last
  })
  return { at: () => last, first: () => first ?? -1 }
}

/** Bytes of memory of its own that all processes of the page's browser have, files they only look into left out. */
async function memoryOf(page: Page): Promise<number> {
  const session = await page.context().browser()?.newBrowserCDPSession()
  if (!session) throw new Error('the page has no browser')
  const { processInfo } = await session.send('SystemInfo.getProcessInfo')
  await session.detach()
  const sizes = processInfo.map(({ id }) => {
    try {
      return Number(/RssAnon:\s+(\d+) kB/.exec(readFileSync(`/proc/${id}/status`, 'utf8'))?.[1] ?? 0) * 1024
    } catch {
      // It has ended since it was listed.
      return 0
    }
  })
  return sizes.reduce((sum, one) => sum + one, 0)
}

/** Fetched as a person does, with a click; the hash of what then lies on the disk. */
async function download(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent('download', { timeout: within })
  await page.getByRole('link', { name: `Download ${name}` }).click()
  const saved = await coming
  const path = inFolder(folder.path, 'fetched')
  await saved.saveAs(path)
  return sha256(path)
}

async function write(path: string): Promise<void> {
  await using out = await open(path, 'w')
  for (let part = 0; part * 8 * MB < size; part++) await out.write(noise(8 * MB, part + 1))
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(path)) hash.update(piece)
  return hash.digest('hex')
}
