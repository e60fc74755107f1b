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
const drop = ({ client }: All, { id, kind }: Later) => client.do({ do: 'drop', room: workshop, later: id, kind })
const gone = new ChatError('later_unknown').failure()
const direct = room('Bo', { kind: 'direct', peer: bo.id })
const write = ({ client }: All, text: string, clientId: string) => client.do({ do: 'write', user: bo.id, text, clientId })
/** Half written to Bo: while there is no private chat, and in it. */
const halves = ({ client }: All) => [client.state.drafts.get(toPerson(bo.id)), client.state.drafts.get(direct.id)]
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
  await drop(all, key)
  expect(later().get(tea.id)).toEqual(plan('l-1', { text: 'Tea!', due: 9 }))
  expect([later().get(key.id), isDropped(client.state.marks, key), dueShown(client.state)]).toEqual([key, true, 0])
  client.undo(key.id)
  expect([isDropped(client.state.marks, key), dueShown(client.state)]).toEqual([false, 1])
  await drop(all, key)
  await comeBack(all, { own: world([tea, key]) })
  await board.last.answer('later.change', { later: plan('l-1', { text: 'Tea!', due: 9 }) })
  expect(askedFor(board.last, 'later.drop')).toEqual([{ later: key.id }])
  // On its way it is gone already.
  await board.last.answer('later.drop', {})
  board.last.say({ event: 'later.gone', with: { id: key.id } })
  expect([[...later().keys()], waiting(all)]).toEqual([[tea.id], []])
  void drop(all, tea)
  expect([...later().keys()]).toEqual([])
})

it('[CLIENT-43] changed words of what was said meanwhile go where one writes, and a reminder that is gone need not be called off', async () => {
  const [tea, cake] = [plan('l-1'), plan('l-2', { kind: 'remind', text: 'cake' })]
  const all = await alone([tea, cake])
  await all.client.do({ do: 'change', room: workshop, later: tea.id, kind: 'send', text: 'Tea at five', due: 9 })
  await drop(all, cake)
  await comeBack(all, { own: world([]) })
  await all.board.last.refuse('later.change', gone)
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
  await write(all, 'Hello Bo', 'one')
  await write(all, 'Are you there?', 'two')
  await write(all, 'Never mind', 'three')
  all.client.undo('three')
  expect(all.client.state.drafts.get(toPerson(bo.id))).toBe('Never mind')
  const next = await greeted({ token: 'secret', ...all.kept.saved })
  await next.board.last.answer('session.resume', resumeAnswer({ rooms, threads }))
  for (const [text, clientId] of [
    ['Hello Bo', 'one'],
    ['Are you there?', 'two'],
  ]) {
    expect(askedFor(next.board.last, 'room.direct')).toEqual([{ user: bo.id }])
    await next.board.last.answer('room.direct', { room: direct })
    expect(askedFor(next.board.last, 'message.send')).toEqual([{ room: direct.id, text, clientId }])
    await next.board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
  }
  expect([waiting(next), halves(next)]).toEqual([[], [undefined, 'Never mind']])
  // Words that nobody takes are not lost either, and no room is told of them.
  await next.board.last.drop()
  await next.client.do({ do: 'write', user: ada.id, text: 'to nobody', clientId: 'four' })
  await comeBack(next)
  await next.board.last.refuse('room.direct', new ChatError('not_reachable').failure())
  await next.clock.pass(5000)
  expect([next.client.state.drafts.get(toPerson(ada.id)), next.refusals]).toEqual(['to nobody', ['write']])
  expect(next.board.last.asked.filter(({ do: name }) => name.includes('draft')).map((one) => one.with['room'])).not.toContain('')
})

it('[CLIENT-43] words called off that were said meanwhile are not shown as called off without a word', async () => {
  const tea = plan('l-1')
  const all = await alone([tea])
  await drop(all, tea)
  await comeBack(all, { own: world([]) })
  await all.board.last.refuse('later.drop', gone)
  expect([all.refusals, waiting(all)]).toEqual([['drop'], []])
})

it('[CLIENT-43] “Undo” of a call-off leaves the words as one has changed them before', async () => {
  const tea = plan('l-1')
  const all = await alone([tea])
  await all.client.do({ do: 'change', room: workshop, later: tea.id, kind: 'send', text: 'Tea at five', due: 9 })
  await drop(all, tea)
  all.client.undo(tea.id)
  expect(ownShown(all.client.state).later.get(tea.id)).toMatchObject({ text: 'Tea at five', due: 9 })
  expect(waiting(all)).toEqual(['change'])
  all.client.undo(tea.id)
  expect([ownShown(all.client.state).later.get(tea.id), waiting(all)]).toEqual([tea, []])
})

it('[CLIENT-43] a change whose answer was lost is not told as refused where it may have been said with the new words', async () => {
  const tea = plan('l-1')
  const all = await greeted()
  await all.board.last.answer('session.resume', resumeAnswer({ rooms, threads, own: world([tea]) }))
  const doing = all.client.do({ do: 'change', room: workshop, later: tea.id, kind: 'send', text: 'Tea at five', due: 1 })
  await all.board.last.drop()
  expect(await doing).toBe('kept')
  await comeBack(all, { own: world([]) })
  await all.board.last.refuse('later.change', gone)
  expect([all.refusals, waiting(all)]).toEqual([['change, perhaps done'], []])
  // None of it is lost: whoever looks there sees whether it was said.
  expect(all.client.state.drafts.get(workshop)).toBe('Tea at five')
})

it('[CLIENT-43] a letter that is refused at once is not gone: it stands where it was written, behind what was typed since', async () => {
  const all = await alone()
  await comeBack(all)
  const doing = expect(write(all, 'Hello Bo', 'one')).rejects.toMatchObject({ code: 'not_reachable' })
  all.client.draft(toPerson(bo.id), 'P.S.')
  await all.board.last.refuse('room.direct', new ChatError('not_reachable').failure())
  await doing
  expect([halves(all), waiting(all)]).toEqual([['P.S.\nHello Bo', undefined], []])
})

it('[CLIENT-43] what is half written to somebody new stands in their private chat as soon as there is one, whoever began it', async () => {
  const all = await alone()
  all.client.draft(toPerson(bo.id), 'half a thought')
  await comeBack(all)
  expect(halves(all)).toEqual(['half a thought', undefined])
  const asking = all.client.ask('room.direct', { user: bo.id })
  await all.board.last.answer('room.direct', { room: direct })
  await asking
  expect(halves(all)).toEqual([undefined, 'half a thought'])
  await all.clock.pass(2000)
  expect(askedFor(all.board.last, 'draft.keep')).toEqual([{ room: direct.id, text: 'half a thought' }])
  const other = await alone()
  other.client.draft(toPerson(bo.id), 'half a thought')
  await comeBack(other, { rooms: [...rooms, direct] })
  expect(halves(other)).toEqual([undefined, 'half a thought'])
})

it('[CLIENT-43] a letter that the new private chat refuses stands where one writes there', async () => {
  const all = await alone()
  await write(all, 'Hello Bo', 'one')
  await comeBack(all)
  await all.board.last.answer('room.direct', { room: direct })
  await all.board.last.refuse('message.send', new ChatError('words_refused').failure())
  expect([halves(all), all.refusals, waiting(all)]).toEqual([[undefined, 'Hello Bo'], ['write'], []])
})

it('[CLIENT-43] a letter and words for later that a closed tab leaves behind are seen and told by the other one', async () => {
  const all = await alone()
  const { client, board } = all
  const letter = { do: 'write', user: bo.id, text: 'Hello Bo', clientId: 'one', at: 1 } as const
  client.follow('write one ', letter)
  client.follow('later two ', { do: 'later', room: workshop, text: 'Tea', due: 5, clientId: 'two', at: 2 })
  client.follow(`remind ${root} 5`, { do: 'remind', room: office, id: root, due: 5, note: '', at: 3 })
  expect(waiting(all)).toEqual(['write', 'later'])
  // It went out there: it is not undone here.
  client.follow('write one ', { ...letter, tried: true })
  client.undo('one')
  expect(waiting(all)).toEqual(['write', 'later'])
  client.follow('later two ', null)
  await comeBack(all)
  await board.last.answer('room.direct', { room: direct })
  expect(askedFor(board.last, 'message.send')).toEqual([{ room: direct.id, text: 'Hello Bo', clientId: 'one' }])
  await board.last.answer('message.send', { id: 'm', seq: 11, at: 1 })
  // Whoever has a way tells it.
  client.follow('write three ', { ...letter, clientId: 'three' })
  expect(waiting(all)).toEqual([])
})
