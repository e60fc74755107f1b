import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { drained } from './drained.ts'

class Pipe extends EventEmitter {
  held = 100
  destroyed = false
  writableNeedDrain = false
}

const turn = (): Promise<void> => new Promise((next) => setImmediate(next))

it('[EDGE-3] who holds too little to be told of a drain is looked at until it has taken that, at once or after a while', async () => {
  for (const turns of [2, 100]) {
    const pipe = new Pipe()
    let isTaken = false
    const taken = drained(pipe, () => pipe.held <= 16).then(() => (isTaken = true))
    for (let at = 0; at < turns; at++) await turn()
    expect(isTaken).toBe(false)
    pipe.held = 0
    await taken
    expect([pipe.listenerCount('drain'), pipe.listenerCount('close')]).toEqual([0, 0])
  }
})

it('[EDGE-3] who will be told of a drain waits for it, and for what was put behind it meanwhile', async () => {
  const pipe = new Pipe()
  pipe.writableNeedDrain = true
  let looks = 0
  const taken = drained(pipe, () => (looks++, pipe.held <= 16))
  for (let at = 0; at < 10; at++) await turn()
  expect(looks).toBeLessThan(4)
  pipe.held = 50
  pipe.writableNeedDrain = false
  pipe.emit('drain')
  for (let at = 0; at < 10; at++) await turn()
  pipe.held = 0
  await taken
})

it('[EDGE-3] what is gone takes nothing, and nobody waits for it', async () => {
  const pipe = new Pipe()
  const taken = drained(pipe, () => false)
  pipe.destroyed = true
  pipe.emit('close')
  await taken
  await drained(pipe, () => false)
})
