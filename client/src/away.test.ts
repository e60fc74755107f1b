// What is done with all at once, with what the server has put off, and with somebody new, without a server.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { LaterId, MessageId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import type { ThreadPlace } from '@hearth/protocol/thread-commands.ts'
import { expect, it } from 'vitest'
import { allRead } from './all-read.ts'
import { ada, bo, message, messageId, resumeAnswer, room, roomId } from './cast.ts'
import { askedFor, greeted, hello, workshop } from './desk.ts'
import { toPerson } from './draft-places.ts'
import { EVERYTHING } from './marks.ts'
import { dueShown, isDropped, ownShown, roomShown, threadsShown, unreadFrom } from './shown.ts'
import { settle } from './testing.ts'

type All = Awaited<ReturnType<typeof greeted>>
const [office, root] = [roomId('Office'), messageId('9')]
const rooms = [room('Workshop', { readSeq: 7, unread: 3, mentions: 1 }), room('Office', { readSeq: 8, unread: 2 })]
const threads: ThreadPlace[] = [{ room: workshop, id: root, seq: 9, unread: 2 }]
const plan = (id: string, more: Partial<Later> = {}): Later => ({
  ...{ id: id as LaterId, kind: 'send', room: workshop, text: 'Tea is ready', message: null, seq: null, due: 5, state: 'waiting' },
  ...more,
})
const world = (later: readonly Later[]) => ({ settings: standardSettings, marks: [], rooms: [], drafts: [], later: [...later] })

/** Ada has unread rooms, a thread and plans, and the way is closed. */
async function alone(later: readonly Later[] = []): Promise<All> {
  const all = await greeted()
  await all.board.last.answer('session.resume', resumeAnswer({ rooms, threads, own: world(later) }))
  await all.board.last.drop()
  return all
}
async function comeBack({ clock, board }: All, there: object = {}) {
  await clock.pass(15_000)
  board.last.say(hello)
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms, threads, ...there }))
}
const shown = ({ client }: All) => [...client.state.rooms.values()].map((one) => roomShown(client.state.marks, one))
const counts = (all: All) => [...shown(all).map(({ unread }) => unread), threadsShown(all.client.state).get(root)?.unread]
const waiting = ({ client }: All) => [...client.state.marks.values()].map((mark) => mark.do)
const readAll = (all: All) => allRead(all.client.state, shown(all))

it('[CLIENT-43] all is marked as read without a server at once, can be undone, and is told when there is one', async () => {
  const all = await alone()
  const { read } = readAll(all)
  expect(await all.client.do(read)).toBe('kept')
  expect(counts(all)).toEqual([0, 0, 0])
  all.client.undo(EVERYTHING)
  expect([counts(all), waiting(all)]).toEqual([[3, 2, 2], []])
  await all.client.do(read)
  await comeBack(all)
  const places = [
    { room: workshop, seq: 10 },
    { room: office, seq: 10 },
  ]
  expect(askedFor(all.board.last, 'room.mark')).toEqual([{ places }])
  expect(askedFor(all.board.last, 'thread.read')).toEqual([{ room: workshop, id: root, seq: 10 }])
  await all.board.last.answer('room.mark', {})
  await all.board.last.answer('thread.read', { seq: 10, unread: 0 })
  expect(waiting(all)).toEqual([])
})

it('[CLIENT-43] what another device has read further meanwhile does not go back, and a room one is out of keeps no other waiting', async () => {
  const all = await alone()
  await all.client.do(readAll(all).read)
  await comeBack(all, { rooms: [room('Workshop', { seq: 20, readSeq: 15, unread: 5 })], threads: [] })
  expect(counts(all)[0]).toBe(5)
  expect(askedFor(all.board.last, 'room.mark')).toEqual([])
  expect(askedFor(all.board.last, 'thread.read')).toEqual([{ room: workshop, id: root, seq: 10 }])
  const left = await alone()
  await left.client.do(readAll(left).read)
  await comeBack(left, { rooms: [rooms[1]], threads: [] })
  expect(askedFor(left.board.last, 'room.mark')).toEqual([{ places: [{ room: office, seq: 10 }] }])
  expect(askedFor(left.board.last, 'thread.read')).toEqual([])
})

it('[CLIENT-43] of all read and one marked as unread the later one holds, and what was said since then is new', async () => {
  const all = await alone()
  const messages = [message(9, bo), message(10, bo)]
  const mark = () => all.client.do(unreadFrom(all.client.state, room('Workshop'), message(10, bo), messages))
  await all.client.do(readAll(all).read)
  await mark()
  expect(counts(all)).toEqual([1, 0, 0])
  await all.client.do(readAll(all).read)
  expect(counts(all)).toEqual([0, 0, 0])
  const { marks } = all.client.state
  expect(roomShown(marks, room('Office', { seq: 12, readSeq: 8, unread: 4 }))).toMatchObject({ readSeq: 10, unread: 2 })
})

it('[CLIENT-43] that all was read is taken back also where it was told, and holds until one reads on', async () => {
  const all = await greeted()
  await all.board.last.answer('session.resume', resumeAnswer({ rooms, threads }))
  const { read, back } = readAll(all)
  const doing = all.client.do(read)
  expect(counts(all)).toEqual([0, 0, 0])
  await all.board.last.answer('room.mark', {})
  await all.board.last.answer('thread.read', { seq: 10, unread: 0 })
  expect(await doing).toBe('done')
  await all.board.last.drop()
  await all.client.do(back)
  expect(counts(all)).toEqual([3, 2, 2])
  // What is in sight is not read again by that.
  all.client.read(workshop, 10)
  expect(counts(all)).toEqual([3, 2, 2])
  all.client.letGo(workshop)
  all.client.read(workshop, 10)
  expect(counts(all)).toEqual([0, 2, 2])
  await comeBack(all)
  expect(askedFor(all.board.last, 'room.mark')).toEqual([{ places: [{ room: office, seq: 8 }] }])
  expect(askedFor(all.board.last, 'thread.read')).toEqual([{ room: workshop, id: root, seq: 9, back: true }])
})

it('[CLIENT-43] what is put off is changed and called off without a server, waits in sight, and is undone', async () => {
  const [tea, key] = [plan('l-1', { state: 'failed', failure: 'muted' }), plan('l-2', { kind: 'remind', text: 'key', state: 'due' })]
  const all = await alone([tea, key])
  const { client, board } = all
  const later = () => ownShown(client.state).later
  expect(dueShown(client.state)).toBe(2)
  await client.do({ do: 'change', room: workshop, later: tea.id, kind: 'send', text: 'Tea! \r\n', due: 9 })
  await client.do({ do: 'drop', room: workshop, later: key.id })
  expect(later().get(tea.id)).toEqual(plan('l-1', { text: 'Tea!', due: 9 }))
  expect([later().get(key.id), isDropped(client.state.marks, key), dueShown(client.state)]).toEqual([key, true, 0])
  client.undo(key.id)
  expect([isDropped(client.state.marks, key), dueShown(client.state)]).toEqual([false, 1])
  await client.do({ do: 'drop', room: workshop, later: key.id })
  await comeBack(all, { own: world([tea, key]) })
  await board.last.answer('later.change', { later: plan('l-1', { text: 'Tea!', due: 9 }) })
  expect(askedFor(board.last, 'later.drop')).toEqual([{ later: key.id }])
  // On its way it is gone already.
  await board.last.answer('later.drop', {})
  board.last.say({ event: 'later.gone', with: { id: key.id } })
  expect([[...later().keys()], waiting(all)]).toEqual([[tea.id], []])
  void client.do({ do: 'drop', room: workshop, later: tea.id })
  expect([...later().keys()]).toEqual([])
})

it('[CLIENT-43] changed words of what was said meanwhile go where one writes, and what is gone already need not be called off', async () => {
  const [tea, cake] = [plan('l-1'), plan('l-2')]
  const all = await alone([tea, cake])
  await all.client.do({ do: 'change', room: workshop, later: tea.id, kind: 'send', text: 'Tea at five', due: 9 })
  await all.client.do({ do: 'drop', room: workshop, later: cake.id })
  await comeBack(all, { own: world([]) })
  await all.board.last.refuse('later.change', new ChatError('later_unknown').failure())
  expect([all.client.state.drafts.get(workshop), all.refusals, waiting(all)]).toEqual(['Tea at five', ['change'], []])
  expect(askedFor(all.board.last, 'later.drop')).toEqual([])
})

it('[CLIENT-43] a thread followed without a server is among one’s threads at once', async () => {
  const all = await alone()
  const other = '10'.padStart(26, '0') as MessageId
  await all.client.do({ do: 'follow', room: office, id: other, on: true, seq: 10 })
  expect(threadsShown(all.client.state).get(other)).toEqual({ room: office, id: other, seq: 10, unread: 0 })
  await all.client.do({ do: 'follow', room: office, id: other, on: false })
  expect([...threadsShown(all.client.state).keys()]).toEqual([root])
})

it('[CLIENT-43] what is said to somebody new without a server waits over a closed page, and begins their private chat, in order', async () => {
  const all = await alone()
  const write = (text: string, clientId: string) => all.client.do({ do: 'write', user: bo.id, text, clientId })
  await write('Hello Bo', 'one')
  await write('Are you there?', 'two')
  await write('Never mind', 'three')
  all.client.undo('three')
  expect(all.client.state.drafts.get(toPerson(bo.id))).toBe('Never mind')
  const next = await greeted({ token: 'secret', ...all.kept.saved })
  await next.board.last.answer('session.resume', resumeAnswer({ rooms, threads }))
  const direct = room('Bo', { kind: 'direct', peer: bo.id })
  for (const [text, clientId] of [
    ['Hello Bo', 'one'],
    ['Are you there?', 'two'],
  ]) {
    expect(askedFor(next.board.last, 'room.direct')).toEqual([{ user: bo.id }])
    await next.board.last.answer('room.direct', { room: direct })
    expect(askedFor(next.board.last, 'message.send')).toEqual([{ room: direct.id, text, clientId }])
    await next.board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
  }
  expect(waiting(next)).toEqual([])
  // Words that nobody takes are not lost either, and no room is told of them.
  await next.board.last.drop()
  await next.client.do({ do: 'write', user: ada.id, text: 'to nobody', clientId: 'four' })
  await comeBack(next)
  await next.board.last.refuse('room.direct', new ChatError('not_reachable').failure())
  await next.clock.pass(5000)
  expect([next.client.state.drafts.get(toPerson(ada.id)), next.refusals]).toEqual(['to nobody', ['write']])
  expect(next.board.last.asked.filter(({ do: name }) => name.includes('draft'))).toEqual([])
})
