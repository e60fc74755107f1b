// Readers of older programs, over real sockets: what waits for all of them together is bounded as it is for everybody else.
import { connect, type Socket } from 'node:net'
import { standardLimits } from '@hearth/protocol/limits.ts'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Desk } from './desk.ts'
import type { Hall } from './hall.ts'
import type { LegacyDialect } from './legacy.ts'
import { nextLine } from './lines.ts'
import { openMessages } from './messages.ts'
import { createPressure } from './pressure.ts'
import { openTcp } from './tcp.ts'
import { until } from './testing/house.ts'

const MB = 1_048_576

/** Who says `7` is told seven megabytes. */
const generous = (desks: Desk<number, string>[], gapMs: number): LegacyDialect<number, string> => ({
  name: 'generous',
  begin: () => 0,
  hear(bytes, state) {
    const line = nextLine(bytes, 0)
    return line === undefined
      ? { is: 'more', state }
      : { is: 'word', word: bytes.subarray(0, line.used - 1).toString(), used: line.used, state }
  },
  act(word, desk) {
    if (!desks.includes(desk)) desks.push(desk)
    for (let piece = 0; piece < Number(word) * 4; piece++) desk.say(Buffer.alloc(MB / 4, 'x'))
  },
  say: () => undefined,
  fault: () => undefined,
  mostBytes: 1000,
  reads: 'heard',
  gapMs: () => gapMs,
})

function hallOf(budget: number): Hall {
  const log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} }
  const limits = { ...standardLimits, outboxBytes: 64 * MB }
  const chat = { isBanned: () => false }
  // Of a hall only what connections without a sign-in touch.
  return {
    ...{ limits, log, chat, clock: () => performance.now(), gateway: 'pychat', bind: '127.0.0.1', options: {} },
    pressure: createPressure(budget),
  } as unknown as Hall
}

test('[EDGE-3] readers of an older program over TCP are cut off when together they hold too much, those with most first', async () => {
  const desks: Desk<number, string>[] = []
  await using door = await openTcp({ hall: hallOf(24 * MB), dialect: generous(desks, 0), port: 0, loginMs: 60_000 })
  const come = (asks: number): Socket => {
    const socket = connect(door.port, '127.0.0.1').on('error', () => {})
    socket.write(`${asks}\n`)
    return socket
  }
  // Who takes what comes before asking for more.
  const reads = come(1)
  reads.on('data', () => reads.bytesRead % MB === 0 && reads.bytesRead < 30 * MB && reads.write('1\n'))
  const little = come(1)
  const lazy = [come(20), come(21), come(22)]
  await until('who holds most to be cut off', () => desks.length === 5 && desks.some(({ isOpen }) => !isOpen))
  await until(
    'who reads to have it all',
    () => reads.bytesRead === 30 * MB,
    () => reads.bytesRead,
  )
  await until(
    'no more to be held than may be',
    () => heldBy(desks) <= 24 * MB,
    () => heldBy(desks),
  )
  expect(desks.filter(({ isOpen }) => isOpen).length).toBeGreaterThan(1)
  for (const socket of [reads, little, ...lazy]) socket.destroy()
})

test('[EDGE-3] so are those over a WebSocket', async () => {
  const desks: Desk<number, string>[] = []
  await using door = await openMessages({ hall: hallOf(24 * MB), dialect: generous(desks, 0), port: 0, loginMs: 60_000 })
  const lines = [16, 17, 18].map((asks) => {
    const ws = new WebSocket(`ws://127.0.0.1:${door.port}`).on('error', () => {})
    ws.once('open', () => {
      ws.pause()
      ws.send(`${asks}\n`)
    })
    return ws
  })
  await until(
    'one to be cut off',
    () => desks.length === 3 && desks.some(({ isOpen }) => !isOpen),
    () => desks.map(({ stuck }) => stuck),
  )
  expect(heldBy(desks)).toBeLessThanOrEqual(24 * MB)
  expect(desks.some(({ isOpen }) => isOpen)).toBe(true)
  for (const ws of lines) ws.terminate()
})

test('[EDGE-3] what waits behind the pause of an older program counts, too', async () => {
  const desks: Desk<number, string>[] = []
  await using door = await openTcp({ hall: hallOf(8 * MB), dialect: generous(desks, 600_000), port: 0, loginMs: 60_000 })
  const lines = [4, 5, 6].map((asks) => {
    const socket = connect(door.port, '127.0.0.1')
      .on('error', () => {})
      .resume()
    socket.write(`${asks}\n`)
    return socket
  })
  await until(
    'one to be cut off',
    () => desks.length === 3 && desks.some(({ isOpen }) => !isOpen),
    () => desks.map(({ stuck }) => stuck),
  )
  expect(heldBy(desks)).toBeLessThanOrEqual(8 * MB)
  for (const socket of lines) socket.destroy()
})

const heldBy = (desks: readonly Desk<number, string>[]): number =>
  desks.filter(({ isOpen }) => isOpen).reduce((sum, { stuck }) => sum + stuck, 0)
