import type { Message } from '@hearth/protocol/shapes.ts'
import { describe, expect, test } from 'vitest'
import { since } from './answers.ts'
import { ada, bo, cy, entry, message, resumeAnswer, room, said } from './cast.ts'
import { askedFor, hello, signedIn, workshop } from './desk.ts'
import { settle } from './testing.ts'

const pageOf = (from: number, to: number): Message[] => Array.from({ length: to - from + 1 }, (_, i) => message(from + i))
const seqs = (client: { state: { timelines: ReadonlyMap<unknown, { messages: readonly Message[] }> } }) =>
  client.state.timelines.get(workshop)?.messages.map((one) => one.seq)

describe('history', () => {
  test('[CLIENT-11] opens at the newest when all is read, around the first unread otherwise', async () => {
    const read = await signedIn()
    void read.client.open(workshop)
    expect(askedFor(read.board.last, 'room.history')).toEqual([{ room: workshop, limit: 50 }])
    await read.board.last.answer('room.history', { messages: pageOf(1, 10) })
    expect(read.client.state.timelines.get(workshop)).toMatchObject({ hasOlder: false, hasNewer: false, enteredAt: 10 })

    const unread = await signedIn([room('Workshop', { seq: 200, readSeq: 100, unread: 100 })])
    void unread.client.open(workshop)
    expect(askedFor(unread.board.last, 'room.history')).toEqual([{ room: workshop, around: 101, limit: 50 }])
    await unread.board.last.answer('room.history', { messages: pageOf(76, 125) })
    expect(unread.client.state.timelines.get(workshop)).toMatchObject({ hasOlder: true, hasNewer: true, enteredAt: 100 })
    void unread.client.newer(workshop)
    await unread.board.last.answer('room.history', { messages: pageOf(126, 175) })
    void unread.client.newer(workshop)
    await unread.board.last.answer('room.history', { messages: pageOf(176, 200) })
    void unread.client.older(workshop)
    expect(askedFor(unread.board.last, 'room.history')).toEqual([{ room: workshop, before: 76, limit: 50 }])
    await unread.board.last.answer('room.history', { messages: pageOf(26, 75) })
    expect(seqs(unread.client)).toEqual(pageOf(26, 200).map((one) => one.seq))
    expect(unread.client.state.timelines.get(workshop)?.hasNewer).toBe(false)
  })

  test('[CLIENT-11] a room that was open before is there at once: read to its end, or where the first unread is held', async () => {
    const { client, board } = await signedIn()
    expect(client.holds(workshop)).toBe(false)
    void client.open(workshop)
    expect(client.holds(workshop)).toBe(false)
    await board.last.answer('room.history', { messages: pageOf(1, 10) })
    expect(client.holds(workshop)).toBe(true)
    board.last.say(said('Workshop', 11))
    expect(client.holds(workshop)).toBe(true)

    const left = await signedIn([room('Workshop', { seq: 200, readSeq: 100, unread: 100 })])
    void left.client.open(workshop)
    await left.board.last.answer('room.history', { messages: pageOf(76, 125) })
    expect(left.client.holds(workshop)).toBe(true)
    void left.client.open(workshop)
    expect(askedFor(left.board.last, 'room.history')).toEqual([])
    expect(seqs(left.client)).toEqual(pageOf(76, 125).map((one) => one.seq))
  })

  test.each([
    ['read to its end', 200],
    ['read almost to the end of what is held', 110],
    ['read beyond what is held', 150],
    ['unread from before what is held', 60],
  ])('[CLIENT-11] a room that was left far from its end is asked for anew where it is %s', async (_how, seq) => {
    const { client, board } = await signedIn([room('Workshop', { seq: 200, readSeq: 100, unread: 100 })])
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(76, 125) })
    board.last.say({ event: 'room.read', room: workshop, with: { seq, unread: 200 - seq, mentions: 0, back: true } })
    expect(client.state.rooms.get(workshop)).toMatchObject({ readSeq: seq })
    expect(client.holds(workshop)).toBe(false)
  })

  test('[CLIENT-11] what is heard while a page is on its way is put on top of it, whether the page holds it or not', async () => {
    for (const messages of [pageOf(1, 10), pageOf(1, 11)]) {
      const { client, board } = await signedIn()
      void client.open(workshop)
      board.last.say(said('Workshop', 11))
      board.last.say(entry('message.edited', 'Workshop', 12, { id: message(10).id, text: 'better', editedAt: 1, mentions: [] }))
      await board.last.answer('room.history', { messages })
      board.last.say(said('Workshop', 13))
      expect(seqs(client)).toEqual([...pageOf(1, 11).map((one) => one.seq), 13])
      expect(client.state.timelines.get(workshop)?.messages[9]?.text).toBe('better')
    }
  })

  test('[CLIENT-12] too far behind: dropped, loaded again because it is open, and counted as the server says', async () => {
    const { client, board, clock } = await signedIn()
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(1, 10) })
    await board.last.drop()
    await clock.pass(1000)
    board.last.say(hello)
    await settle()
    expect(askedFor(board.last, 'session.resume')).toEqual([{ token: 'secret', since: { [workshop]: 10 } }])
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 900, unread: 890 })] }))
    board.last.say({ event: 'resume_too_far', with: { room: workshop, seq: 900 } })
    await settle()
    expect(client.state.rooms.get(workshop)).toMatchObject({ seq: 900, unread: 890 })
    await board.last.answer('room.history', { messages: pageOf(1, 24) })
    expect(seqs(client)).toHaveLength(24)
  })

  test('[CLIENT-5] a hole in a live log is noticed and filled by coming back', async () => {
    const { client, board } = await signedIn()
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(9, 10) })
    board.last.say(said('Workshop', 12))
    expect(board.lines).toHaveLength(2)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 12, unread: 2 })] }))
    for (const seq of [11, 12]) board.last.say(said('Workshop', seq))
    expect(seqs(client)).toEqual([9, 10, 11, 12])
    expect(client.state.rooms.get(workshop)?.unread).toBe(2)
  })

  test('[CLIENT-12] the list of members comes in pages and is kept true meanwhile', async () => {
    const { client, board } = await signedIn()
    void client.members(workshop)
    await board.last.answer('room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: true })
    board.last.say(entry('room.left', 'Workshop', 11, { user: bo.id, at: 5 }))
    await board.last.answer('room.members', {
      members: [
        { user: ada, role: 'member', joinedAt: 2 },
        { user: cy, role: 'member', joinedAt: 2 },
      ],
      more: false,
    })
    expect(client.state.members.get(workshop)?.map((one) => one.user.name)).toEqual(['Ada', 'Cy'])
  })
})

test('[CLIENT-5] cut off after any frame of a scripted evening, the state comes out the same', async () => {
  const evening = [
    said('Workshop', 11),
    said('Workshop', 12, ada, { clientId: 'c-1' }),
    entry('message.reacted', 'Workshop', 13, { id: message(11).id, user: cy.id, emoji: '🎈' }),
    entry('message.edited', 'Workshop', 14, { id: message(11).id, text: 'better', editedAt: 1, mentions: [] }),
    entry('room.renamed', 'Workshop', 15, { name: 'Shed', topic: '', at: 1, by: bo.id }),
    entry('room.left', 'Workshop', 16, { user: cy.id, at: 1 }),
    said('Workshop', 17, bo, { mentions: [ada.id] }),
  ]
  const end = room('Workshop', { name: 'Shed', seq: 17, unread: 2, mentions: 1, members: 2 })
  const outcomes: unknown[] = []
  for (let cut = 0; cut <= evening.length; cut++) {
    const { client, board, clock } = await signedIn()
    void client.open(workshop)
    await board.last.answer('room.history', { messages: pageOf(9, 10) })
    client.send(workshop, 'line 12')
    for (const event of evening.slice(0, cut)) board.last.say(event)
    const from = since(client.state)[workshop] ?? 0
    await board.last.drop()
    await clock.pass(1000)
    board.last.say(hello)
    await settle()
    await board.last.answer('session.resume', resumeAnswer({ rooms: [end] }))
    for (const event of evening) if ((event.seq ?? 0) > from) board.last.say(event)
    const { rooms, timelines, outbox } = client.state
    outcomes.push({ rooms, timelines, outbox })
    client.close()
  }
  for (const outcome of outcomes) expect(outcome).toEqual(outcomes[0])
  expect(outcomes[0]).toMatchObject({ outbox: [] })
})
