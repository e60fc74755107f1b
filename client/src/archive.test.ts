import { standardLimits } from '@hearth/protocol/limits.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { type Archive, remembered, type Stretch } from './archive.ts'
import { ada, message, resumeAnswer, room } from './cast.ts'
import { createClient } from './client.ts'
import { askedFor, hello, workshop } from './desk.ts'
import { emptyState } from './state.ts'
import { createClock, createKept, createSwitchboard, settle } from './testing.ts'

const greeting = { ...hello.with, limits: standardLimits, registration: 'open' } as const
const pageOf = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, at) => message(from + at))

/** Ada comes back; her archive knows the Workshop up to message 30, and finds its pages only when it is told to. */
async function comeBack() {
  const clock = createClock()
  const board = createSwitchboard()
  let find: (stretch: Stretch) => void = () => {}
  const archive: Archive = {
    load: () =>
      Promise.resolve({
        ...{ me: ada, hello: greeting, contacts: [], people: [], timelines: [], members: [] },
        rooms: [room('Workshop', { seq: 30, readSeq: 30 })],
      }),
    changed: () => {},
    heard: () => {},
    page: () => new Promise((resolve) => (find = resolve)),
  }
  const client = createClient({
    ...{ openSocket: board.openSocket, kept: createKept({ token: 'secret', user: ada.id }), archive },
    ...{ now: clock.now, newId: () => 'c-1', chance: () => 0.5, wait: clock.wait },
  })
  await settle()
  return { client, board, find: (stretch: Stretch) => find(stretch) }
}

const kept: Stretch = { messages: pageOf(1, 30), hasOlder: false, hasNewer: false }
const last = (client: Awaited<ReturnType<typeof comeBack>>['client']) => client.state.timelines.get(workshop)?.messages.at(-1)?.seq

test('[CLIENT-12] what the archive gives before one is greeted is caught up by the entries that were missed', async () => {
  const { client, board, find } = await comeBack()
  void client.open(workshop)
  find(kept)
  await settle()
  expect(last(client)).toBe(30)
  board.last.say(hello)
  await settle()
  expect(askedFor(board.last, 'session.resume')).toMatchObject([{ since: { [workshop]: 30 } }])
})

test('[CLIENT-12] what it gives only after the question was asked would keep a hole for ever, and is loaded again', async () => {
  const { client, board, find } = await comeBack()
  board.last.say(hello)
  await settle()
  void client.open(workshop)
  find(kept)
  await settle()
  expect(last(client)).toBe(30)
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 33, readSeq: 33 })] }))
  await settle()
  expect(askedFor(board.last, 'room.history')).toEqual([{ room: workshop, limit: 50 }])
  await board.last.answer('room.history', { messages: pageOf(1, 33) })
  expect(last(client)).toBe(33)
})

test('[CLIENT-20] an archive that is read only after another epoch has greeted gives its rooms, and nothing that was said', () => {
  const world = {
    ...{ me: ada, hello: greeting, contacts: [], people: [], members: [] },
    rooms: [room('Workshop', { seq: 30, readSeq: 30 })],
    timelines: [[workshop, { ...kept, enteredAt: 30 }]] as const,
  }
  const held = (epoch: string) => remembered({ ...emptyState, hello: { ...greeting, epoch } }, world)
  expect([held(greeting.epoch).timelines.size, held('another').timelines.size]).toEqual([1, 0])
  expect(held('another').rooms.size).toBe(1)
})
