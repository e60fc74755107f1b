import type { ChatEvent } from '@hearth/protocol/events.ts'
import { describe, expect, test } from 'vitest'
import type { Dialect } from '#hub/listener.ts'
import { type Farewell, Outbox } from './outbox.ts'
import { createTick } from './tick.ts'

/** A socket that keeps what it is given until `read` takes it. */
function pipe(stuck = false) {
  const writes: string[] = []
  let drained: (() => void)[] = []
  const socket = {
    writableLength: 0,
    destroyed: false,
    writableNeedDrain: false,
    on: () => {},
    off: () => {},
    writes,
    write(bytes: Buffer) {
      writes.push(bytes.toString())
      if (stuck) socket.writableLength += bytes.length
      return !stuck
    },
    once: (_event: 'drain', then: () => void) => void drained.push(then),
    read() {
      socket.writableLength = 0
      const now = drained
      drained = []
      for (const then of now) then()
    },
  }
  return socket
}

function setUp(limit = 1000, pushed?: (bytes: number) => void) {
  const turns: (() => void)[] = []
  const ended: [string, Farewell][] = []
  const tick = createTick((then) => void turns.push(then))
  const given = { tick, limit, onEnd: (name: string, why: Farewell) => void ended.push([name, why]), ...(pushed && { pushed }) }
  const turn = () => {
    for (const then of turns.splice(0)) then()
  }
  return { ended, turn, turns, outbox: (name: string, socket = pipe()) => ({ box: new Outbox(given, socket, name), socket }) }
}

const dialect: Dialect = { name: 'plain', say: (event) => Buffer.from(`<${event.seq}>`) }
const events = (count: number): ChatEvent[] =>
  Array.from({ length: count }, (_, i) => ({ event: 'server.stopping', seq: i + 1, with: { retryAfterMs: 0 } }))
const bytes = (text: string) => Buffer.from(text)

describe('outbox', () => {
  test('[EDGE-1] everything of one turn leaves in one write per socket, in order', () => {
    const { outbox, turn, turns } = setUp()
    const [one, other] = [outbox('one'), outbox('other')]
    for (const word of ['a', 'b', 'c']) one.box.push(bytes(word))
    other.box.push(bytes('x'))
    expect(one.socket.writes).toEqual([])
    expect(turns).toHaveLength(1)
    turn()
    expect([one.socket.writes, other.socket.writes]).toEqual([['abc'], ['x']])
    turn()
    expect(one.socket.writes).toEqual(['abc'])
    one.box.push(bytes('d'))
    turn()
    expect(one.socket.writes).toEqual(['abc', 'd'])
  })

  test('[EDGE-2] who hears the same in a turn gets the same bytes, joined once; who hears something else does not', () => {
    const { outbox, turn } = setUp()
    const kept: Buffer[] = []
    const boxes = Array.from({ length: 3 }, (_, i) => {
      const socket = pipe()
      const write = (buffer: Buffer) => kept.push(buffer) > 0 && socket.write(buffer)
      return outbox(String(i), { ...socket, write })
    })
    const [a, b] = [bytes('a'), bytes('b')]
    for (const { box } of boxes) box.push(a)
    // Who hears first is the one whose answer comes in between: the others share all the same.
    boxes[0]?.box.push(bytes('own'))
    for (const { box } of boxes) box.push(b)
    turn()
    expect(boxes.map(({ socket }) => socket.writes)).toEqual([['aownb'], ['ab'], ['ab']])
    expect(kept[1]).toBe(kept[2])
  })

  test('[EDGE-1] what a socket has not taken yet is not written over by what others get, nor by later turns', () => {
    const { outbox, turn } = setUp(10_000)
    const taken: Buffer[] = []
    const lagging = pipe(true)
    const lags = outbox('lags', { ...lagging, write: (buffer: Buffer) => lagging.write(buffer) || taken.push(buffer) < 0 })
    Object.defineProperty(lags.socket, 'writableLength', { get: () => lagging.writableLength })
    const others = [outbox('one'), outbox('two'), outbox('three')]
    for (let round = 0; round < 3; round++) {
      const shared = bytes('together')
      for (const { box } of [...others.slice(0, 2), lags, ...others.slice(2)]) {
        box.push(shared)
        box.push(bytes(round.toString()))
      }
      turn()
    }
    expect(taken.map(String)).toEqual(['together0', 'together1', 'together2'])
    expect(others.map(({ socket }) => socket.writes)).toEqual(Array.from(others, () => ['together0', 'together1', 'together2']))
  })

  test('[EDGE-3] for a socket that is gone nothing waits, however much it held', async () => {
    const { outbox, turn } = setUp(1000)
    const { box, socket } = outbox('gone', pipe(true))
    box.push(bytes('x'.repeat(900)))
    turn()
    expect(box.waiting).toBe(900)
    socket.destroyed = true
    expect(box.waiting).toBe(0)
    await box.drained(100)
  })

  test('[EDGE-3] pieces of a backlog count among what all hold, and who is cut off in the midst of one gets no more of it', () => {
    const { outbox, ended, turn } = setUp(1000, (size) => {
      counted += size
      lagging.box.cut()
    })
    let counted = 0
    const lagging = outbox('lagging', pipe(true))
    lagging.box.catchUp(events(50), dialect)
    turn()
    expect([counted > 0, ended]).toEqual([true, [['lagging', 'slow']]])
    lagging.socket.read()
    turn()
    expect([lagging.socket.writes.length, lagging.box.open]).toEqual([1, false])
  })

  test('[EDGE-3] only the slow reader is cut off, once, and what waited for it is dropped', () => {
    const { outbox, turn, ended } = setUp(1000)
    const [fast, slow] = [outbox('fast'), outbox('slow', pipe(true))]
    for (let i = 0; i < 20; i++) {
      fast.box.push(bytes('x'.repeat(100)))
      slow.box.push(bytes('x'.repeat(100)))
      turn()
    }
    expect(ended).toEqual([['slow', 'slow']])
    expect(slow.socket.writableLength).toBeLessThanOrEqual(1000)
    expect(fast.socket.writes).toHaveLength(20)
    expect(slow.box.open).toBe(false)
  })

  test('[EDGE-3] more than the limit in one turn is no fault of a reader that keeps up, nor is one answer larger than the limit', () => {
    const { outbox, turn, ended } = setUp(1000)
    const { box, socket } = outbox('eager')
    for (let i = 0; i < 50; i++) box.push(bytes('x'.repeat(100)))
    box.push(bytes('y'.repeat(5000)))
    turn()
    expect(ended).toEqual([])
    expect(socket.writes.join('')).toHaveLength(10_000)
  })

  test('[EDGE-4] a long backlog leaves before what comes later, as fast as the reader takes it', () => {
    const { outbox, turn, ended } = setUp(1000)
    const { box, socket } = outbox('back', pipe(true))
    const long: Dialect = { name: 'long', say: (event) => Buffer.from(`<${event.seq}>`.padEnd(1000)) }
    box.push(bytes('answer'))
    box.catchUp(events(500), long)
    box.push(bytes('live'))
    turn()
    turn()
    expect(socket.writableLength).toBeLessThan(200_000)
    for (let i = 0; i < 20; i++) {
      socket.read()
      turn()
    }
    const heard = socket.writes
      .join('')
      .split(/\s*(?=<)|\s+/)
      .filter(Boolean)
    expect(heard).toEqual(['answer', ...events(500).map(({ seq }) => `<${seq}>`), 'live'])
    expect(ended).toEqual([])
  })

  test('[EDGE-4] a short backlog goes along with the answer', () => {
    const { outbox, turn } = setUp()
    const { box, socket } = outbox('back')
    box.push(bytes('answer'))
    box.catchUp(events(3), dialect)
    box.push(bytes('live'))
    turn()
    expect(socket.writes).toEqual(['answer<1><2><3>live'])
  })

  test('[EDGE-5] what was pushed in the turn of the end still leaves, then nothing more', () => {
    const { outbox, turn, ended } = setUp()
    const { box, socket } = outbox('one')
    box.push(bytes('a'))
    box.end('banned', bytes('last'))
    box.push(bytes('answer'))
    box.end('stopping')
    turn()
    box.push(bytes('late'))
    turn()
    expect(socket.writes).toEqual(['alastanswer'])
    expect(ended).toEqual([['one', 'banned']])
  })

  test('[EDGE-5] an end in the middle of a backlog leaves no gap behind it', () => {
    const { outbox, turn } = setUp(1_000_000)
    const { box, socket } = outbox('one', pipe(true))
    box.catchUp(events(100_000), dialect)
    turn()
    box.push(bytes('live'))
    box.end('stopping', bytes('last'))
    socket.read()
    turn()
    expect(socket.writes.join('')).not.toContain('live')
    expect(socket.writes.join('').endsWith('last')).toBe(true)
  })
})
