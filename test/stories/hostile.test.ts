// Markup in every field that is shown: whoever looks after the server goes through every scene, and through an export, and nothing runs.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openPromise } from 'yauzl'
import { type Browser, openBrowser, picture, type Visitor } from '../harness/browser.ts'
import { clientId, join as enter, type Person, say } from '../harness/cast.ts'
import { hearth, type Server, startServer, temporary } from '../harness/server.ts'
import { openSocket } from '../harness/socket.ts'
import { until } from '../harness/until.ts'
import { createSender } from '../harness/upload.ts'
import { signIn } from './hands.ts'

/** Each would set `owned`, or ask a server that is none of ours, if any of it were taken for more than letters. Short enough for a name. */
const corpus = [
  '<script>owned=1</script>',
  '<img src=x onerror=owned=1>',
  '"><svg onload=owned=1>',
  "'-(owned=1)-'",
  '</title><script>owned=1</script>',
  '<iframe srcdoc="<script>top.owned=1</script>">',
  'javascript:owned=1//',
  '<a href="javascript:owned=1" autofocus onfocus=owned=1>x</a>',
  '{{constructor.constructor("owned=1")()}}',
  '`${owned=1}`',
  '<math><mi//xlink:href="data:x,<script>owned=1</script>">',
  '&lt;img src=x onerror=owned=1&gt;',
  '<style>@import "//evil.lan";</style>',
  '\u202e<img src=x onerror=owned=1>',
] as const

/** Longer ones, in what is written: links, code, tables, spoilers, and what is half of each. */
const writings = [
  ...corpus,
  '[a](javascript:owned=1) [b](JaVaScRiPt:owned=1) [c](data:text/html,<script>owned=1</script>) [d](vbscript:owned=1)',
  '[<img src=x onerror=owned=1>](http://10.0.0.7/"onmouseover="owned=1)',
  '![x](x"onerror="owned=1) ![y](javascript:owned=1)',
  '```<img src=x onerror=owned=1>\ncode\n```',
  '```js" onload="owned=1\n</code></pre><script>owned=1</script>\n```',
  '| <img src=x onerror=owned=1> | b |\n|---|---|\n| <script>owned=1</script> | ||<svg onload=owned=1>|| |',
  '> <script>owned=1</script>\n\n# <img src=x onerror=owned=1>\n\n* [ ] <svg onload=owned=1>',
  '<http://10.0.0.7/"><script>owned=1</script>> http://10.0.0.7/<script>owned=1</script>',
  '@<img src=x onerror=owned=1> &#106;avascript:owned=1 <!--<script>owned=1</script>',
]

const folder = temporary('hostile')
const opened = new AsyncDisposableStack()
let server: Server
let browser: Browser
let keeper: Visitor
let ada: Person
let bo: Person
const rooms: RoomId[] = []

beforeAll(async () => {
  server = opened.use(
    await startServer({
      flags: ['--name', '<img src=x onerror=owned=1>', '--plain-port', '0', '--gateway', 'pychat=0', '--limit', 'framesPerSecond=2000'],
      within: 60_000,
    }),
  )
  browser = opened.use(await openBrowser(() => server))
  ada = await enter(server, 'ada')
  bo = await enter(server, 'bo')
  const made = await hearth(['role', 'ada', 'owner', '--data', server.data], { within: 60_000 })
  if (made.code !== 0) throw new Error(made.stderr)
  await fillPeople()
  await fillRooms()
  await fillPrivate()
}, 120_000)
afterAll(async () => {
  await opened.disposeAsync()
  folder.drop()
})

const nth = (at: number): string => corpus[at % corpus.length] ?? ''

/** Everybody is called by one of them, by a gateway too. */
async function fillPeople(): Promise<void> {
  await ada.wire.ask('account.change', { status: nth(1) })
  await bo.wire.ask('account.change', { displayName: nth(1), status: nth(0) })
  for (const [at, text] of corpus.entries()) {
    const one = await enter(server, `p${at}`)
    await one.wire.ask('account.change', { displayName: text.slice(0, 64), status: text })
    await ada.wire.ask('contact.add', { user: one.user.id })
    await ada.wire.ask('contact.mark', { user: one.user.id, nickname: nth(at + 1).slice(0, 64) })
    await say(one, one.lobby, text)
    if (at === 2) await ada.wire.ask('moderation.mute', { user: one.user.id, minutes: 600, reason: text })
    if (at === 3) await ada.wire.ask('moderation.ban', { user: one.user.id, reason: nth(0) })
  }
  await using older = await openSocket(server.run.gateways['pychat'] ?? 0)
  for (const line of ['AUTH-REGISTER nick three-stones three-stones', 'AUTH-LOGIN nick three-stones', `CHAT-PRIVATE-SEND ada ${nth(1)}`]) {
    const before = older.bytes().length
    older.write(`${line}\n`)
    await until('an answer', () => older.bytes().length > before, { seen: () => older.text() })
  }
}

/** A room for each, with all of them said in one, and beside what is said. */
async function fillRooms(): Promise<void> {
  for (const text of corpus) {
    const { room } = await ada.wire.ask('room.create', {
      kind: 'group',
      name: text.slice(0, 64),
      topic: text,
      public: true,
      members: [bo.user.id],
    })
    rooms.push(room.id)
  }
  const [room = '' as RoomId, other = '' as RoomId] = rooms
  for (const text of writings) await say(bo, room, text)
  await ada.wire.ask('poll.create', { room, question: nth(1), options: corpus.slice(0, 10).map((text) => text), clientId: clientId() })
  const sender = createSender(server.run.plainPort ?? 0, bo.token)
  const bring = (name: string, text: string) => sender.upload({ bytes: new Blob([text]), name, room }).done
  const page = '<!doctype html><script>owned=1</script>'
  const files = [
    await bring(`${nth(1)}.png`, page),
    await bring('"><img src=x onerror=owned=1>.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="owned=1"/>`),
    await bring('<script>owned=1</script>.html', page),
  ]
  const { id } = await bo.wire.ask('message.send', { room, text: nth(0), clientId: clientId(), files })
  await ada.wire.ask('message.send', { room, text: nth(2), clientId: clientId(), replyTo: id })
  await ada.wire.ask('message.pin', { room, id })
  await ada.wire.ask('message.star', { room, id })
  await ada.wire.ask('message.forward', { room: other, from: room, id, clientId: clientId() })
  const changed = await say(bo, room, nth(0))
  await bo.wire.ask('message.edit', { room, id: changed.id, text: nth(1) })
  await bo.wire.ask('report.make', { user: ada.user.id, room, message: id, why: 'other', words: nth(1) }).catch(() => undefined)
  await ada.wire.ask('report.make', { user: bo.user.id, room, message: id, why: 'rude', words: nth(1) })
  await ada.wire.ask('room.rules', { room: other, words: ['<script>owned=1</script>', '<img src=x onerror=owned=1>'] })
}

async function fillPrivate(): Promise<void> {
  const [room = '' as RoomId] = rooms
  const { messages } = await ada.wire.ask('room.history', { room, after: 0 })
  const due = Date.now() + 3_600_000
  await ada.wire.ask('later.send', { room, text: nth(1), due, clientId: clientId() })
  await ada.wire.ask('later.remind', { room, id: messages[0]?.id ?? ('' as never), due, note: nth(2) })
  await ada.wire.ask('token.create', { name: nth(1), scope: ['read'], days: 1 })
  await ada.wire.ask('invite.create', { room, uses: 3, hours: 1 })
  await ada.wire.ask('draft.keep', { room: rooms[1] ?? room, text: nth(1) })
  await bo.wire.ask('message.send', { room, text: `@ada ${nth(1)}`, clientId: clientId() })
}

/** Nothing ran, nothing that could is in the document, the policy was not even touched. */
async function harmless(page: Page, where: string): Promise<void> {
  const found = await page.evaluate(() => {
    const bad =
      'script:not([src]), img[src="x"], svg[onload], iframe, math, [onerror], [onload], [onfocus], [onmouseover], a[href^="javascript" i], a[href^="data" i]'
    return { owned: 'owned' in window, bad: [...document.querySelectorAll(bad)].map((one) => one.outerHTML.slice(0, 120)) }
  })
  expect([where, found]).toEqual([where, { owned: false, bad: [] }])
}

const parts = ['now', 'reports', 'people', 'bans', 'doors', 'kept', 'limits', 'machine', 'gateways', 'log', 'lines']

it('[TRUST-8] in no scene does anything run that somebody wrote, and the security policy has nothing to report', {
  timeout: 180_000,
}, async () => {
  keeper = opened.use(await browser.visit())
  const { page, troubles } = keeper
  page.on('dialog', (dialog) => void dialog.dismiss().then(() => troubles.push(`a dialog: ${dialog.message()}`)))
  await signIn(keeper, 'ada')
  const go = async (hash: string, words?: string): Promise<void> => {
    await page.evaluate((where) => void (location.hash = where), hash)
    if (words !== undefined) await page.getByRole('main').getByText(words).first().waitFor()
    await page.getByRole('main').first().waitFor()
    await until('the scene to rest', async () => (await page.getByRole('status', { name: 'Loading' }).count()) === 0)
    await harmless(page, hash)
  }
  for (const place of ['#/', '#/chats', '#/calls', '#/contacts', '#/saved', '#/settings']) await go(place)
  for (const part of parts) await go(`#/admin/${part}`)
  for (const [at, room] of rooms.entries()) await go(`#/room/${room}`, at === 0 ? 'code' : undefined)
  const [room = ''] = rooms
  await go(`#/room/${room}`, 'code')
  await picture(page, 'hostile-room')
  const log = page.getByRole('log')
  // All of it is there to be read, as letters.
  for (const text of corpus.slice(0, 3)) await log.getByText(text, { exact: false }).first().waitFor()
  await page.getByRole('button', { name: 'Room actions' }).click()
  await harmless(page, 'the room’s menu')
  await page.keyboard.press('Escape')
  for (const [keys, what] of [
    ['Control+k', 'the switcher'],
    ['Control+Shift+F', 'the search'],
  ] as const) {
    await page.keyboard.press(keys)
    await page.keyboard.type('owned')
    await until('something to be found, or nothing', async () => (await page.getByText('owned').count()) > 0)
    await harmless(page, what)
    await page.keyboard.press('Escape')
  }
  expect(troubles).toEqual([])
})

it('[TRUST-8] what is taken along is read in a browser as it was written, and nothing runs', { timeout: 120_000 }, async () => {
  const file = join(folder.path, 'all.zip')
  const made = await hearth(['export', file, '--data', server.data], { within: 60_000 })
  expect([made.code, made.stderr]).toEqual([0, ''])
  const zip = await openPromise(file, { autoClose: false })
  const pages: string[] = []
  for await (const entry of zip.eachEntry()) {
    if (!/\.(html|css|svg|txt)$/.test(entry.fileName)) continue
    const pieces: Buffer[] = []
    for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece)
    const path = join(folder.path, 'all', entry.fileName)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, Buffer.concat(pieces))
    if (path.endsWith('.html')) pages.push(path)
  }
  zip.close()
  expect(pages.length).toBeGreaterThan(corpus.length)
  await using reader = await browser.visit()
  reader.troubles.length = 0
  for (const path of pages) {
    await reader.page.goto(pathToFileURL(path).href)
    await harmless(reader.page, path)
  }
  // What the browser cannot find beside a page is a file that was left in the zip here.
  expect(reader.troubles.filter((one) => !one.includes('ERR_FILE_NOT_FOUND'))).toEqual([])
})
