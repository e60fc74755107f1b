// What one does with people and rooms, and what is put off, without a server: seen at once, kept, told when there is one, taken back where it is refused.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { LaterId } from '@hearth/protocol/ids.ts'
import type { Own } from '@hearth/protocol/own-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { expect, it } from 'vitest'
import { shownNames } from './called.ts'
import { ada, bo, cy, message, messageId, resumeAnswer, room } from './cast.ts'
import { askedFor, greeted, hello, signedIn, workshop } from './desk.ts'
import { answerIn } from './draft-places.ts'
import { isBlocked, levelOf } from './own.ts'
import { contactsShown, heldLater, isFollowed, ownShown, roomShown, threadsShown, unreadFrom } from './shown.ts'
import { settle } from './testing.ts'

type All = Awaited<ReturnType<typeof signedIn>>
const his = messageId('10')
const rooms = [room('Workshop')]

/** Ada is signed in, and the way is closed. */
async function alone(): Promise<All> {
  const all = await signedIn(rooms)
  await all.board.last.drop()
  return all
}
async function comeBack({ clock, board }: All, own?: Own) {
  await clock.pass(15_000)
  board.last.say(hello)
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms, ...(own && { own }) }))
}
const waiting = ({ client }: All) => [...client.state.marks.values()].map((mark) => mark.do)

it('[CLIENT-43] contacts, names of one’s own, blocks and what calls for attention hold at once without a server, and are told once, the later one last', async () => {
  const all = await alone()
  const { client, board } = all
  expect(await client.do({ do: 'contact', user: bo.id, on: true })).toBe('kept')
  await client.do({ do: 'name', user: bo.id, name: 'Builder' })
  await client.do({ do: 'block', user: cy.id, on: true })
  await client.do({ do: 'notify', room: workshop, level: 'mentions' })
  await client.do({ do: 'notify', room: workshop, level: 'none' })
  const { state } = client
  expect([[...contactsShown(state)], shownNames(state).get(bo.id), isBlocked(state, cy.id)]).toEqual([[bo.id], 'Builder', true])
  expect(levelOf(state, room('Workshop'))).toBe('none')
  // What the server said stays what it said.
  expect([state.contacts.size, state.own.marks.size, state.own.levels.size]).toEqual([0, 0, 0])
  await comeBack(all)
  await board.last.answer('contact.add', { user: bo })
  expect(askedFor(board.last, 'contact.mark')).toEqual([{ user: bo.id, nickname: 'Builder' }])
  board.last.say({ event: 'contact.marked', with: { mark: { user: bo.id, nickname: 'Builder' } } })
  await board.last.answer('contact.mark', { mark: { user: bo.id, nickname: 'Builder' } })
  expect(askedFor(board.last, 'contact.mark')).toEqual([{ user: cy.id, blocked: true }])
  await board.last.refuse('contact.mark', new ChatError('too_many_contacts').failure())
  expect(askedFor(board.last, 'room.notify')).toEqual([{ room: workshop, level: 'none' }])
  await board.last.answer('room.notify', {})
  expect([waiting(all), all.refusals, isBlocked(client.state, cy.id)]).toEqual([[], ['block'], false])
  expect([[...contactsShown(client.state)], shownNames(client.state).get(bo.id)]).toEqual([[bo.id], 'Builder'])
})

it('[CLIENT-43] a name taken away and a block lifted without a server are seen so, and undone together', async () => {
  const all = await alone()
  const { client } = all
  await client.do({ do: 'name', user: bo.id, name: 'Builder' })
  await client.do({ do: 'block', user: bo.id, on: true })
  expect(ownShown(client.state).marks.get(bo.id)).toEqual({ user: bo.id, nickname: 'Builder', blocked: true })
  await client.do({ do: 'block', user: bo.id, on: false })
  await client.do({ do: 'name', user: bo.id, name: null })
  expect(ownShown(client.state).marks.get(bo.id)).toEqual({ user: bo.id })
  client.undo(bo.id)
  expect([waiting(all), ownShown(client.state)]).toEqual([[], client.state.own])
})

it('[CLIENT-43] a thread is followed and let go without a server', async () => {
  const all = await alone()
  const follow = (on: boolean) => ({ do: 'follow', room: workshop, id: his, on }) as const
  await all.client.do(follow(true))
  expect(isFollowed(all.client.state, his)).toBe(true)
  await all.client.do(follow(false))
  expect(isFollowed(all.client.state, his)).toBe(false)
  await comeBack(all)
  expect(askedFor(all.board.last, 'thread.follow')).toEqual([{ room: workshop, id: his, on: false }])
})

it('[CLIENT-43] what was marked as unread without a server is counted and stays so in sight, until one comes back to it', async () => {
  const all = await signedIn(rooms)
  const { client, board } = all
  const opening = client.open(workshop)
  const messages = [message(8, ada), { ...message(9, bo), mentions: [ada.id] }, message(10, bo)]
  await board.last.answer('room.history', { messages })
  await opening
  await board.last.drop()
  const place = () => roomShown(client.state.marks, client.state.rooms.get(workshop) ?? room('none'))
  const mark = () => client.do(unreadFrom(client.state, room('Workshop'), messages[1] ?? message(9), messages))
  await mark()
  expect(place()).toMatchObject({ readSeq: 8, unread: 2, mentions: 1 })
  client.read(workshop, 10)
  expect(place().unread).toBe(2)
  client.letGo(workshop)
  client.read(workshop, 10)
  expect([place().unread, waiting(all)]).toEqual([0, []])
  await mark()
  await comeBack(all)
  expect(askedFor(board.last, 'room.mark')).toEqual([{ places: [{ room: workshop, seq: 8 }] }])
})

it('[CLIENT-43] in a thread a reply is marked as unread for itself', async () => {
  const all = await alone()
  const [root, reply] = [message(9, ada), { ...message(10, bo), thread: messageId('9') }]
  await all.client.do(unreadFrom(all.client.state, room('Workshop'), reply, [root, reply], root.id))
  expect(roomShown(all.client.state.marks, room('Workshop')).unread).toBe(0)
  await comeBack(all)
  expect(askedFor(all.board.last, 'thread.read')).toEqual([{ room: workshop, id: root.id, seq: 9, back: true }])
})

it('[CLIENT-43] words for later and reminders are among what is put off at once, survive the run, and are kept by the server once', async () => {
  const all = await alone()
  const due = all.clock.now() + 3_600_000
  await all.client.do({ do: 'later', room: workshop, clientId: 'tea', text: 'Tea is ready', due })
  await all.client.do({ do: 'remind', room: workshop, id: his, due, note: 'plywood ' })
  expect([...ownShown(all.client.state).later.values()]).toMatchObject([
    { kind: 'send', room: workshop, text: 'Tea is ready', due, state: 'waiting', message: null },
    { kind: 'remind', text: 'plywood ', message: his },
  ])
  const next = await greeted({ token: 'secret', ...all.kept.saved })
  const words = { kind: 'remind', text: 'plywood', message: his, seq: 10, state: 'waiting' } as const
  const there = { ...words, id: 'l-1' as LaterId, room: workshop, due }
  const own = { settings: standardSettings, marks: [], rooms: [], drafts: [], later: [there] }
  await next.board.last.answer('session.resume', resumeAnswer({ rooms, own }))
  // The reminder got there before the way closed.
  expect(askedFor(next.board.last, 'later.remind')).toEqual([])
  expect([...ownShown(next.client.state).later.values()].map(({ kind }) => kind)).toEqual(['remind', 'send'])
  expect(askedFor(next.board.last, 'later.send')).toEqual([{ room: workshop, text: 'Tea is ready', due, clientId: 'tea' }])
  await next.board.last.answer('later.send', { later: { ...there, id: 'l-2', kind: 'send' } })
  expect([...next.client.state.marks.keys()]).toEqual([])
})

it('[CLIENT-43] words for later that are not taken go back to where one writes; what is not told yet is called off', async () => {
  const all = await alone()
  await all.client.do({ do: 'later', room: workshop, clientId: 'tea', text: 'Tea is ready', due: 5 })
  await all.client.do({ do: 'later', room: workshop, clientId: 'cake', text: 'Cake', due: 5 })
  const [tea, cake] = [...ownShown(all.client.state).later.values()]
  expect([tea, cake].map((later) => later && heldLater(all.client.state.marks, later)?.waits)).toEqual([true, true])
  all.client.undo('cake')
  await comeBack(all)
  await all.board.last.refuse('later.send', new ChatError('not_a_member').failure())
  // What one called off oneself stands where one writes as well, and before what was refused.
  expect([all.client.state.drafts.get(workshop), all.refusals, waiting(all)]).toEqual(['Cake\nTea is ready', ['later'], []])
})

it('[CLIENT-43] words for later that are undone are not lost, and answer what they answered', async () => {
  const all = await alone()
  await all.client.do({ do: 'later', room: workshop, clientId: 'tea', text: 'Tea is ready', due: 5, replyTo: his })
  all.client.undo('tea')
  const { drafts } = all.client.state
  expect([drafts.get(workshop), answerIn(drafts, workshop), waiting(all), all.refusals]).toEqual(['Tea is ready', his, [], []])
  // What one answers by now stays.
  await all.client.do({ do: 'later', room: workshop, clientId: 'cake', text: 'Cake', due: 5, replyTo: messageId('9') })
  all.client.undo('cake')
  expect(answerIn(all.client.state.drafts, workshop)).toBe(his)
})

it('[CLIENT-43] words for later that are being told are among what is put off once, whichever comes first, event or answer', async () => {
  const all = await signedIn(rooms)
  const due = all.clock.now() + 3_600_000
  await all.board.last.drop()
  await all.client.do({ do: 'later', room: workshop, clientId: 'tea', text: 'Tea is ready \r\n', due, replyTo: his })
  await comeBack(all)
  const later = {
    id: 'l-1' as LaterId,
    kind: 'send',
    room: workshop,
    text: 'Tea is ready',
    message: his,
    seq: 10,
    due,
    state: 'waiting',
  } as const
  all.board.last.say({ event: 'later.kept', with: { later } })
  expect([...ownShown(all.client.state).later.values()]).toEqual([later])
  // The same words a second time are two.
  await all.board.last.answer('later.send', { later })
  await all.board.last.drop()
  await all.client.do({ do: 'later', room: workshop, clientId: 'again', text: 'Tea is ready', due, replyTo: his })
  expect(ownShown(all.client.state).later.size).toBe(2)
})

it('[CLIENT-43] a reminder whose answer was lost is not asked for twice, however its note was written', async () => {
  for (const [note, text] of [
    ['  plywood', '  plywood'],
    ['ply\r\nwood \u0007', 'ply\nwood'],
    [' \u200b ', ''],
  ] as const) {
    const all = await alone()
    await all.client.do({ do: 'remind', room: workshop, id: his, due: 5, note })
    const there = { id: 'l-1' as LaterId, kind: 'remind', room: workshop, text, message: his, seq: 10, due: 5, state: 'waiting' } as const
    await comeBack(all, { settings: standardSettings, marks: [], rooms: [], drafts: [], later: [there] })
    expect([askedFor(all.board.last, 'later.remind'), waiting(all)]).toEqual([[], []])
  }
})

it('[CLIENT-43] threads let go and replies marked as unread without a server are so in every list and number', async () => {
  const root = messageId('9')
  const all = await greeted()
  const threads = [
    { room: workshop, id: root, seq: 10, unread: 0 },
    { room: workshop, id: his, seq: 9, unread: 2 },
  ]
  await all.board.last.answer('session.resume', resumeAnswer({ rooms, threads }))
  const { client } = all
  expect(threadsShown(client.state)).toBe(client.state.threads)
  await all.board.last.drop()
  await client.do(
    unreadFrom(client.state, room('Workshop'), { ...message(10, bo), thread: root }, [{ ...message(10, bo), thread: root }], root),
  )
  await client.do({ do: 'follow', room: workshop, id: his, on: false })
  expect([...threadsShown(client.state).values()]).toEqual([{ room: workshop, id: root, seq: 9, unread: 1 }])
  expect(threadsShown(client.state)).toBe(threadsShown(client.state))
  // Opened again and read: it is unread no longer, and nobody is told that it is.
  client.readThread(workshop, root, 10)
  expect([threadsShown(client.state).get(root)?.unread, waiting(all)]).toEqual([0, ['follow']])
  await comeBack(all)
  expect(askedFor(all.board.last, 'thread.read')).toEqual([])
})

it('[CLIENT-43] a thread that is read is told so once there is a way', async () => {
  const root = messageId('9')
  const all = await greeted()
  await all.board.last.answer('session.resume', resumeAnswer({ rooms, threads: [{ room: workshop, id: root, seq: 9, unread: 1 }] }))
  all.client.readThread(workshop, root, 10)
  expect(askedFor(all.board.last, 'thread.read')).toEqual([{ room: workshop, id: root, seq: 10 }])
})

it('[CLIENT-43] a room marked as unread whose answer was lost is told as read where it is read meanwhile', async () => {
  const all = await signedIn(rooms)
  const { client, board } = all
  const mark = { do: 'unread', room: workshop, id: his, seq: 10, unread: 1, mentions: 0 } as const
  void client.do(mark)
  expect(askedFor(board.last, 'room.mark')).toEqual([{ places: [{ room: workshop, seq: 9 }] }])
  await board.last.drop()
  client.letGo(workshop)
  client.read(workshop, 10)
  expect(waiting(all)).toEqual([])
  await comeBack(all)
  expect([askedFor(board.last, 'room.mark'), askedFor(board.last, 'room.read')]).toEqual([[], [{ room: workshop, seq: 10 }]])
})
