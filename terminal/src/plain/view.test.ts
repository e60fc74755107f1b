// What is printed, with a client whose server is played by hand.
import { ada, bo, callId, entry, message, resumeAnswer, room, said } from '@hearth/client/cast.ts'
import { hello, signedIn, workshop } from '@hearth/client/desk.ts'
import { settle } from '@hearth/client/testing.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { expect, test } from 'vitest'
import { createView } from './view.ts'

async function atWork(rooms = [room('Workshop')]) {
  const all = await signedIn(rooms)
  const lines: string[] = []
  const view = createView(all.client, {
    print: (line) => void lines.push(line),
    line: async () => undefined,
    ask: async () => undefined,
    prompt() {},
    bell() {},
    completes() {},
    atOnce() {},
    isTyped: false,
    forget() {},
    close() {},
  })
  all.client.subscribe(view.look)
  return { ...all, lines, view }
}

test('[TERM-6] after a restored backup it says so and prints what is there now, though it counts from lower numbers', async () => {
  const { client, board, clock, lines, view } = await atWork()
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: [message(8), message(9)] })
  await board.last.answer('room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: false })
  await entering
  await board.last.drop()
  await clock.pass(1000)
  board.last.say({ ...hello, with: { ...hello.with, epoch: 'two' } })
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 4 })], people: [bo] }))
  await board.last.answer('room.history', { messages: [message(3)] })
  expect(lines).toContain('* this server was put back from a backup: what was said after that backup is gone')
  expect(lines.at(-1)).toContain(message(3).text)
  expect(client.state.timelines.get(workshop)?.messages).toHaveLength(1)
})

test('[TERM-6] where much is unread, what stands behind the first page is printed, too', async () => {
  const { board, lines, view } = await atWork([room('Workshop', { seq: 110, readSeq: 25, unread: 85 })])
  const pageFrom = (from: number) => Array.from({ length: 50 }, (_, at) => message(from + at))
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: pageFrom(1) })
  await board.last.answer('room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: false })
  await board.last.answer('room.history', { messages: pageFrom(51) })
  await entering
  expect(lines.at(-1)).toContain('line 100')
})

test('[TERM-6] who looks after the server reads that a backup failed, once, and that one was made again', async () => {
  const { board, lines } = await atWork()
  const failed = { event: 'server.trouble', with: { trouble: { code: 'backup_failed', says: 'The disk\u001b is full.', at: 5 } } }
  board.last.say(failed)
  board.last.say(failed)
  board.last.say({ event: 'server.trouble', with: { trouble: null } })
  expect(lines.slice(-2)).toEqual(['* The backup failed: The disk is full.', '* A backup was made again.'])
})

test('[TERM-33] /history prints what was said before, oldest first, and says where nothing was', async () => {
  const { board, lines, view } = await atWork()
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: Array.from({ length: 50 }, (_, at) => message(at + 3)) })
  await board.last.answer('room.members', { members: [], more: false })
  await entering
  lines.length = 0
  const looking = view.older()
  await board.last.answer('room.history', { messages: [message(1), message(2)] })
  await looking
  expect(lines).toEqual([expect.stringContaining(message(1).text ?? ''), expect.stringContaining(message(2).text ?? '')])
  await view.older()
  expect(lines.at(-1)).toBe('* nothing older was said here')
})

test('[TERM-33] a hundred thousand messages in a room cost a look no more than the newest of them', async () => {
  const { board, lines, view } = await atWork([room('Workshop', { seq: 130_000, readSeq: 130_000 })])
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: Array.from({ length: 130_000 }, (_, at) => message(at + 1)) })
  await board.last.answer('room.members', { members: [], more: false })
  await entering
  lines.length = 0
  board.last.say(said('Workshop', 130_001, bo))
  board.last.say(said('Workshop', 130_002, bo))
  expect(lines).toEqual([expect.stringContaining(message(130_001).text ?? ''), expect.stringContaining(message(130_002).text ?? '')])
})

test('[TERM-33] replies in a thread stand there alone, and are told under the message it began with', async () => {
  const { board, lines, view } = await atWork()
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: [message(9), message(10)] })
  await board.last.answer('room.members', { members: [], more: false })
  await entering
  lines.length = 0
  board.last.say(said('Workshop', 11, ada, { thread: message(9).id }))
  expect(lines).toEqual(['* 1 reply in the thread of Bo: line 9 (/thread reads it)'])
  board.last.say(said('Workshop', 12, ada, { thread: message(9).id, also: true }))
  expect(lines.slice(1)).toEqual([
    '* 2 replies in the thread of Bo: line 9 (/thread reads it)',
    expect.stringContaining('Ada: (in a thread) line 12'),
  ])
})

test('[TERM-33] what is said beside a call is told with whose call it is', async () => {
  const { board, lines, view } = await atWork()
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: [message(9)] })
  await board.last.answer('room.members', { members: [], more: false })
  await entering
  board.last.say(entry('call.started', 'Workshop', 11, { call: callId('1'), by: bo.id, at: 1, video: false }))
  lines.length = 0
  board.last.say(said('Workshop', 12, ada, { thread: threadOfCall(callId('1')) }))
  board.last.say(said('Workshop', 13, bo, { thread: threadOfCall(callId('1')) }))
  expect(lines).toEqual([
    '* 1 reply in the thread of the call of Bo (/beside reads it)',
    '* 2 replies in the thread of the call of Bo (/beside reads it)',
  ])
})

test('[TERM-33] replies of long ago, come with /history, are not told as if they were said just now', async () => {
  const { board, lines, view } = await atWork([room('Workshop', { seq: 69, readSeq: 69 })])
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: Array.from({ length: 50 }, (_, at) => message(at + 20)) })
  await board.last.answer('room.members', { members: [], more: false })
  await entering
  lines.length = 0
  const replies = (lastSeq: number) => ({ count: 1, lastSeq, lastAt: 1, users: [bo.id] })
  const call = { id: callId('1'), seq: 3, by: bo.id, at: 1, video: false, ended: null, replies: replies(5) }
  const looking = view.older()
  await board.last.answer('room.history', { messages: [{ ...message(2), replies: replies(4) }, message(6)], calls: [call] })
  await looking
  expect(lines).toEqual([expect.stringContaining('line 2 (1 reply in its thread)'), expect.stringContaining('line 6')])
  lines.length = 0
  board.last.say(said('Workshop', 70, ada, { thread: threadOfCall(call.id) }))
  board.last.say(said('Workshop', 71, ada, { thread: message(2).id }))
  expect(lines).toEqual([
    '* 2 replies in the thread of the call of Bo (/beside reads it)',
    '* 2 replies in the thread of Bo: line 2 (/thread reads it)',
  ])
})

test('[TERM-37] a reminder that is due is told once, with its note and its words; what could not be said later, too', async () => {
  const { board, lines } = await atWork()
  const later = { id: 'l-1', kind: 'remind', room: workshop, text: 'the\u0007 glue', message: null, seq: null, due: 5, state: 'waiting' }
  const told = (more: object) => board.last.say({ event: 'later.kept', with: { later: { ...later, ...more } } })
  told({})
  expect(lines).toEqual([])
  told({ state: 'due' })
  told({ state: 'due' })
  told({ id: 'l-2', kind: 'send', text: 'see you', state: 'failed', failure: 'not_a_member' })
  expect(lines).toEqual([
    '* ⏰ You wanted to be reminded in #Workshop: the glue (/later drop ends it)',
    '* Not said in #Workshop: see you (You are not in this room.)',
  ])
})

test('[TERM-33] line by line one reads who calls, and that it rings no more', async () => {
  const { board, lines } = await atWork()
  const call = { id: 'c-1', room: workshop, by: bo.id, at: 1, video: false, participants: [], ringing: [ada.id], until: null }
  board.last.say({ event: 'call.open', room: workshop, with: { call } })
  board.last.say({ event: 'call.open', room: workshop, with: { call } })
  board.last.say({ event: 'call.open', room: workshop, with: { call: { ...call, ringing: [] } } })
  await settle()
  expect(lines.slice(-2)).toEqual(['* Bo calls in #Workshop: /answer or /hangup', '* it rings no more'])
})
