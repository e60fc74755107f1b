// A file that is large enough to meet whatever happens to a server: 1 GB with --deep, else as much as takes some seconds.
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { get } from 'node:https'
import { join as inFolder } from 'node:path'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { openBrowser } from '../harness/browser.ts'
import { comeBack, join, type Person } from '../harness/cast.ts'
import { noise } from '../harness/images.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { article, attach, composer, openRoom, pace, register, send } from './hands.ts'

const MB = 1_048_576
const deep = process.env['HEARTH_TEST_DEEP'] === '1'
const size = deep ? 1024 * MB : 64 * MB
const perSecond = deep ? 64 * MB : 12 * MB
/** What may go over the wire a second time. */
const mostAgain = deep ? 0.05 : 0.5
const within = deep ? 600_000 : 60_000

it('[TEST-23] a large file, the server killed twice on the way: the same bytes arrive, and little is sent again', {
  timeout: within * 2,
}, async () => {
  const folder = temporary('large')
  const path = inFolder(folder.path, 'large.bin')
  await write(path)
  const hash = await sha256(createReadStream(path))
  let server: Server = await startServer({ data: folder.path })
  const port = String(server.run.httpsPort)
  const browser = await openBrowser(() => server)
  try {
    let bo = await join(server, 'bo')
    const { page } = await browser.visit()
    const sent = watch(page)
    await registerAndOpen(page)
    await pace(page, perSecond)
    await attach(page, path)
    await composer(page).fill('All of it')
    await send(page)
    for (const share of [0.2, 0.6]) {
      await until(`${share} of it to be sent`, () => sent.at() > size * share, { within, seen: sent.at })
      await server.kill('SIGKILL')
      await article(page, 'All of it').getByText('waiting for the connection').waitFor()
      server = await startServer({ data: folder.path, flags: ['--port', port] })
      bo = await comeBack(server, 'bo', bo.token)
    }
    const file = await until('the message', () => received(bo), { within, every: 200 })
    expect(file).toMatchObject({ name: 'large.bin', size })
    expect(await download(server, bo, file.id)).toBe(hash)
    expect(sent.again() / size).toBeLessThan(mostAgain)
  } finally {
    await browser[Symbol.asyncDispose]()
    await server[Symbol.asyncDispose]()
    folder.drop()
  }
})

async function registerAndOpen(page: Page): Promise<void> {
  await register({ page, context: page.context(), troubles: [], [Symbol.asyncDispose]: () => Promise.resolve() }, 'Ada')
  await openRoom(page, 'Lobby')
}

async function received(bo: Person) {
  const { messages } = await bo.wire.ask('room.history', { room: bo.lobby })
  const all = messages.filter(({ text }) => text === 'All of it')
  expect(all.length).toBeLessThanOrEqual(1)
  return all[0]?.files?.[0]
}

/** How far the uploads of a page are, and how much of what was handed to the network had to be handed to it again. */
function watch(page: Page) {
  let last = { from: 0, length: 0 }
  let again = 0
  page.on('request', (request) => {
    if (request.method() !== 'PATCH') return
    const from = Number(request.headers()['upload-offset'])
    again += Math.max(0, last.from + last.length - from)
    last = { from, length: 0 }
    void request.allHeaders().then((headers) => {
      if (last.from === from) last = { from, length: Number(headers['content-length'] ?? 0) }
    })
  })
  return { at: () => last.from, again: () => again }
}

async function write(path: string): Promise<void> {
  const out = await open(path, 'w')
  for (let part = 0; part * 16 * MB < size; part++) await out.write(noise(16 * MB, part + 1))
  await out.close()
}

async function sha256(stream: AsyncIterable<Buffer>): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of stream) hash.update(piece)
  return hash.digest('hex')
}

function download({ run, ca }: Server, { token }: Person, id: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}` }
    get({ host: '127.0.0.1', port: run.httpsPort, path: `/files/${id}`, ca, headers, servername: '' }, (answer) =>
      sha256(answer).then(resolve, reject),
    ).once('error', reject)
  })
}
