// What a network does to programs, and what programs do to a server: each dialect over TCP, in one table.
import { connect, type Socket } from 'node:net'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Server, startServer } from '../harness/server.ts'
import { openSocket } from '../harness/socket.ts'
import { until } from '../harness/until.ts'
import type { Driver, Seat } from './driver.ts'
import { allFlags, drivers } from './drivers/all.ts'
import { native } from './drivers/native.ts'
import { gather } from './gather.ts'

const PASSWORD = 'three-stones-and-a-spark'
const SECRET = 'the-key-is-under-the-third-stone'
const flags = ['--plain-port', '0', '--limit', 'framesPerSecond=20000', '--limit', 'connectionsPerPerson=100', ...allFlags]
const deep = process.env['HEARTH_TEST_DEEP'] !== undefined
/** Connections that never sign in, to each gateway. */
const SILENT = deep ? 2500 : 300
const MANY = deep ? 10_000 : 2_000

const hard = drivers.filter((driver): driver is Driver & { raw: NonNullable<Driver['raw']> } => driver.raw !== undefined)
const opened = new AsyncDisposableStack()
let server: Server
let ada: Seat
let bo: Seat

beforeAll(async () => {
  server = opened.use(await startServer({ flags }))
  ada = opened.use(await native.enter({ server, name: 'ada', password: PASSWORD }))
  bo = opened.use(await native.enter({ server, name: 'bo', password: PASSWORD }))
  await gather(server, [ada, bo])
})
afterAll(() => opened.disposeAsync())

let turn = 0
/** The two who are no part of it still talk. */
async function talkGoesOn(): Promise<void> {
  const words = `${SECRET} ${turn++}`
  await ada.toPerson('bo', words)
  await until('Bo to hear Ada', async () => (await bo.look(), bo.shown.some(({ text }) => text === words)))
}

const portOf = (driver: (typeof hard)[number]): number => server.run.gateways[driver.raw.port] ?? 0

describe.each(hard)('$name', (driver) => {
  const own = driver.name.replace(/\W/g, '-')

  it('[MATRIX-6] one byte at a time is the same as all at once', async () => {
    await using socket = await openSocket(portOf(driver))
    for (const piece of driver.raw.hello(`slow-${own}`, PASSWORD)) {
      const before = socket.bytes().length
      for (const byte of Buffer.from(piece)) {
        socket.write(Buffer.from([byte]))
        await new Promise((resolve) => setImmediate(resolve))
      }
      await until('an answer', () => socket.bytes().length > before, { seen: () => socket.text() })
    }
    await until(`slow-${own} to be here`, async () => (await ada.look(), ada.here.has(`slow-${own}`)), { seen: () => socket.text() })
  })

  it('[MATRIX-6] a megabyte without an end is an end, and a small one', async () => {
    for (const filler of ['a', '{', '{"a":"', '<TAG>']) {
      await using socket = await openSocket(portOf(driver))
      socket.write(Buffer.alloc(1_048_576, filler))
      socket.write('\n')
      await until(
        `${driver.name} to have read a megabyte of ${JSON.stringify(filler)}, or to have closed`,
        () => socket.socket.destroyed || socket.socket.writableLength === 0,
        { seen: () => socket.text().slice(0, 200) },
      )
    }
    await talkGoesOn()
  })

  it(`[MATRIX-6] ${MANY} commands in one breath are answered, each of them`, { timeout: 120_000 }, async () => {
    await using socket = await openSocket(portOf(driver))
    const hello = driver.raw.hello(`piped-${own}`, PASSWORD).map((piece) => Buffer.from(piece))
    for (const piece of hello) {
      const before = socket.bytes().length
      socket.write(piece)
      await until('an answer', () => socket.bytes().length > before)
    }
    const { cheap } = driver.raw
    const count = (): number => socket.text().split(cheap?.answer ?? '').length - 1
    if (cheap === undefined) return
    socket.write(cheap.say.repeat(MANY))
    await until('all answers', () => count() >= MANY, {
      within: 100_000,
      every: 100,
      seen: () => `${count()} answers, ${socket.text().slice(-200)}`,
    })
    await talkGoesOn()
  })
})

// After all that signs in: nonsense also tries passwords, and whoever does that too often from one address is made to wait.
describe.each(hard)('$name', (driver) => {
  const own = driver.name.replace(/\W/g, '-')

  it('[MATRIX-7] whatever the bytes, it lives on and tells nobody what others said', async () => {
    const hello = Buffer.concat(driver.raw.hello(`fuzz-${own}`, PASSWORD).map((piece) => Buffer.from(piece)))
    const odd = fc.oneof(
      fc.uint8Array({ maxLength: 600 }).map((bytes) => Buffer.from(bytes)),
      fc
        .tuple(fc.nat(hello.length), fc.uint8Array({ maxLength: 20 }))
        .map(([at, bytes]) => Buffer.concat([hello.subarray(0, at), bytes, hello.subarray(at)])),
      fc
        .array(fc.constantFrom('{', '}', '"', '\\', '\r\n', '\u0000', '<TAG>', 'ada', 'bo', 'CHAT-PRIVATE-GET ada', '\u202e', '|', ':'))
        .map((parts) => Buffer.from(parts.join(' '))),
    )
    for (const bytes of fc.sample(odd, { numRuns: deep ? 500 : 15, seed: 6 })) {
      await using socket = await openSocket(portOf(driver))
      socket.write(bytes)
      socket.socket.end()
      await until('the end', () => socket.socket.destroyed, { within: 20_000, seen: () => [bytes.toString(), socket.text()] })
      expect(socket.text()).not.toContain(SECRET)
    }
    await talkGoesOn()
  })
})

it('[MATRIX-8] crowds that connect and never sign in disturb nobody who has', { timeout: 120_000 }, async () => {
  const sockets: Socket[] = []
  try {
    for (const port of new Set(Object.values(server.run.gateways)))
      for (let count = 0; count < SILENT; count++) {
        const socket = connect({ port, host: '127.0.0.1', localAddress: `127.0.${1 + (count % 50)}.${1 + (count % 7)}` })
        socket.on('error', () => {})
        sockets.push(socket)
      }
    for (let times = 0; times < 5; times++) await talkGoesOn()
    await using late = await native.enter({ server, name: 'late', password: PASSWORD })
    await late.toPerson('bo', 'still room for me')
  } finally {
    for (const socket of sockets) socket.destroy()
  }
})

it('[MATRIX-8] whoever says nothing is closed after a while, at every door', async () => {
  const env = Object.fromEntries(['PRMP', 'VASES', 'DISBROAD', 'PYCHAT'].map((name) => [`HEARTH_GATEWAYS_${name}_LOGIN_SECONDS`, '1']))
  await using short = await startServer({ flags: allFlags, env })
  const doors = Object.entries(short.run.gateways).filter(([name]) => name !== 'pycord')
  await using closing = new AsyncDisposableStack()
  const knock = async ([name, port]: readonly [string, number]): Promise<void> => {
    const socket = closing.use(await openSocket(port))
    if (name === 'vases')
      socket.write(
        'GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
      )
    await until(`${name} to close who is silent`, () => socket.socket.destroyed || socket.socket.readableEnded, { within: 20_000 })
  }
  await Promise.all(doors.map(knock))
})
