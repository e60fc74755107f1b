import type { Mine } from '@hearth/client/calls.ts'
import type { Wanted, Watched } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId, RoomId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { createWishes } from './deeds.ts'
import { createSizes } from './sizes.ts'
import type { Seen } from './view.ts'

const inCall = (watched: Watched | null): Mine => ({
  ...{ is: 'in', room: 'r' as RoomId, call: 'c' as CallId, you: 'p' as ParticipantId, link: 'connected', slots: [], speaking: [] },
  own: { muted: false, camera: true, sharing: false, deafened: false },
  struggling: [],
  watched,
})

/** Time that passes when it is told to. */
function clock() {
  const timers = new Set<{ readonly at: number; readonly then: () => void }>()
  let now = 0
  return {
    later(ms: number, then: () => void) {
      const timer = { at: now + ms, then }
      timers.add(timer)
      return () => void timers.delete(timer)
    },
    pass(ms: number): void {
      now += ms
      for (const timer of [...timers].filter(({ at }) => at <= now).sort((one, other) => one.at - other.at)) {
        timers.delete(timer)
        timer.then()
      }
    },
  }
}

test('[WEB-CALL-12] larger pictures are made at once, smaller ones when it stays so', () => {
  const { later, pass } = clock()
  let mine = inCall(null)
  const made: (Watched | null)[] = []
  const sizes = createSizes(
    () => mine,
    later,
    () => made.push(sizes.now),
  )
  const told = (camera: number, screen = 0): void => {
    mine = inCall({ camera, screen })
    sizes.follow()
  }
  told(720)
  expect(made.splice(0)).toEqual([{ camera: 720, screen: 0 }])
  told(180, 900)
  expect(made.splice(0)).toEqual([{ camera: 720, screen: 900 }])
  pass(2000)
  told(720, 900)
  pass(5000)
  expect(made).toEqual([])
  told(0)
  pass(2999)
  expect(made).toEqual([])
  pass(1)
  expect(made.splice(0)).toEqual([{ camera: 0, screen: 0 }])
  // In anew, nothing is known: all of it is made.
  mine = inCall(null)
  sizes.follow()
  expect(made).toEqual([null])
  sizes.close()
})

test('[WEB-CALL-12] a page that nobody sees for a while asks for no pictures, and for the same ones when it is seen again', () => {
  const { later, pass } = clock()
  const ears = new Set<() => void>()
  let isSeen = true
  const look = (to: 'hidden' | 'visible'): void => {
    isSeen = to === 'visible'
    for (const ear of ears) ear()
  }
  const asked: (readonly Wanted[])[] = []
  const sight = { isSeen: () => isSeen, changed: (act: () => void) => (ears.add(act), () => void ears.delete(act)) }
  const wishes = createWishes({ mine: inCall(null), want: (all) => void asked.push(all) }, sight, later)
  const seen: Seen = { somebody: 'q' as ParticipantId, source: 'camera', height: 200 }
  wishes.set([seen])
  const wanted = [[{ participant: 'q', source: 'camera', height: 240 }]]
  expect(asked.splice(0)).toEqual(wanted)
  look('hidden')
  pass(1000)
  look('visible')
  pass(10_000)
  expect(asked).toEqual([])
  look('hidden')
  pass(3000)
  expect(asked.splice(0)).toEqual([[]])
  look('visible')
  pass(1000)
  expect(asked.splice(0)).toEqual(wanted)
  wishes.close()
  look('hidden')
  pass(5000)
  expect(asked).toEqual([])
})

test('[WEB-CALL-12] who answers out of a pocket is sent no pictures until somebody looks', () => {
  const { later, pass } = clock()
  let [isSeen, look] = [false, () => undefined as void]
  const asked: (readonly Wanted[])[] = []
  const sight = { isSeen: () => isSeen, changed: (act: () => void) => ((look = act), () => undefined) }
  const wishes = createWishes({ mine: inCall(null), want: (all) => void asked.push(all) }, sight, later)
  wishes.set([{ somebody: 'q' as ParticipantId, source: 'camera', height: 200 }])
  pass(3000)
  expect(asked.at(-1)).toEqual([])
  isSeen = true
  look()
  pass(1000)
  expect(asked.at(-1)).toEqual([{ participant: 'q', source: 'camera', height: 240 }])
  wishes.close()
})
