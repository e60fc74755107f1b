import { expect, it } from 'vitest'
import { hearing, pacedBy } from './pace.ts'

it('[WEB-43] what comes from the server is drawn once a frame, what somebody does here at once', () => {
  const ears = new Set<() => void>()
  const frames: (() => void)[] = []
  const client = {
    state: 0,
    subscribe(changed: () => void) {
      ears.add(changed)
      return () => void ears.delete(changed)
    },
  }
  const change = (): void => {
    client.state++
    ears.forEach((ear) => ear())
  }
  const frame = (then: () => void): (() => void) => {
    frames.push(then)
    return () => void frames.splice(frames.indexOf(then), 1)
  }
  let drawn = 0
  const paced = pacedBy(client, frame)
  const stop = paced.subscribe(() => drawn++)
  for (let at = 0; at < 100; at++) hearing(change)
  // Who is drawn for another reason meanwhile knows no more than all others do.
  expect([drawn, frames.length, paced.state()]).toEqual([0, 1, 0])
  frames[0]?.()
  expect([drawn, frames.length, paced.state()]).toEqual([1, 0, 100])
  hearing(change)
  change()
  expect([drawn, frames.length]).toEqual([2, 0])
  stop()
  change()
  expect(drawn).toBe(2)
})
