import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { drained } from './drained.ts'

function socket() {
  const state = { held: 100, destroyed: false, writableNeedDrain: false }
  const events = new EventEmitter()
  const pipe = Object.assign(events, {
    take(left = 0) {
      state.held = left
    },
  })
  return Object.defineProperties(pipe, {
    destroyed: { get: () => state.destroyed, set: (value: boolean) => void (state.destroyed = value) },
    writableNeedDrain: { get: () => state.writableNeedDrain, set: (value: boolean) => void (state.writableNeedDrain = value) },
    held: { get: () => state.held },
  }) as typeof pipe & { destroyed: boolean; writableNeedDrain: boolean; readonly held: number }
}

const turn = (): Promise<void> => new Promise((next) => setImmediate(next))

it('[EDGE-3] who holds too little to be told of a drain is looked at until it has taken that, at once or after a while', async () => {
  for (const turns of [2, 100]) {
    const pipe = socket()
    let isTaken = false
    const taken = drained(pipe, () => pipe.held <= 16).then(() => (isTaken = true))
    for (let at = 0; at < turns; at++) await turn()
    expect(isTaken).toBe(false)
    pipe.take()
    await taken
    expect([pipe.listenerCount('drain'), pipe.listenerCount('close')]).toEqual([0, 0])
  }
})

it('[EDGE-3] who will be told of a drain waits for it, and for what was put behind it meanwhile', async () => {
  const pipe = socket()
  pipe.writableNeedDrain = true
  let looks = 0
  const taken = drained(pipe, () => (looks++, pipe.held <= 16))
  for (let at = 0; at < 10; at++) await turn()
  expect(looks).toBeLessThan(4)
  pipe.take(50)
  pipe.writableNeedDrain = false
  pipe.emit('drain')
  for (let at = 0; at < 10; at++) await turn()
  pipe.take()
  await taken
})

it('[EDGE-3] what is gone takes nothing, and nobody waits for it', async () => {
  const pipe = socket()
  const taken = drained(pipe, () => false)
  pipe.destroyed = true
  pipe.emit('close')
  await taken
  await drained(pipe, () => false)
})
