import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import { ada, bo, message, messageId, resumeAnswer, room } from './cast.ts'
import { askedFor, greeted, hello, signedIn, slow, workshop } from './desk.ts'
import { inThread } from './draft-places.ts'
import { isStarred, markedAll, marksOn, starsShown } from './marks.ts'
import type { State } from './state.ts'
import { settle } from './testing.ts'

/** Ada has read two messages of the Workshop, and the way is closed. */
async function alone() {
  const all = await signedIn()
  const opening = all.client.open(workshop)
  await all.board.last.answer('room.history', { messages: [message(9, ada), message(10, bo)] })
  await opening
  await all.board.last.drop()
  return all
}
async function comeBack({ clock, board }: Awaited<ReturnType<typeof alone>>) {
  await clock.pass(15_000)
  board.last.say(hello)
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop')] }))
}
const [mine, his] = [messageId('9'), messageId('10')]
/** The Workshop's messages as Ada has left them. */
const seenIn = (state: State) => markedAll(state.timelines.get(workshop)?.messages ?? [], state.marks, ada.id)
const react = (emoji: string, on: boolean) => ({ do: 'react', room: workshop, id: his, emoji, on }) as const

it('[CLIENT-43] reactions, stars and changed words are shown and kept without a server, and told when it is back', async () => {
  const all = await alone()
  const { client, kept } = all
  const seen = () => seenIn(client.state)
  expect(await client.do(react('👍', true))).toBe('kept')
  expect(seen()[1]?.reactions).toEqual([{ emoji: '👍', users: [ada.id] }])
  await client.do({ do: 'star', room: workshop, id: his, on: true })
  await client.do({ do: 'edit', room: workshop, id: mine, text: 'better' })
  expect([isStarred(client.state, his), [...starsShown(client.state)], seen()[0]?.text]).toEqual([true, [[his, workshop]], 'better'])
  // What the server said stays what it said.
  expect(client.state.timelines.get(workshop)?.messages).toEqual([message(9, ada), message(10, bo)])
  expect([mine, his].flatMap((id) => marksOn(client.state.marks, id).map((mark) => mark.waits))).toEqual([true, true, true])
  // What is taken back before it was told is told as it is meant in the end.
  await client.do(react('👍', false))
  await client.do(react('🎉', true))
  expect(seen()[1]?.reactions).toEqual([{ emoji: '🎉', users: [ada.id] }])
  expect(kept.saved.marks?.list).toHaveLength(4)
  await comeBack(all)
  await all.board.last.answer('message.star', {})
  expect(askedFor(all.board.last, 'message.edit')).toEqual([{ room: workshop, id: mine, text: 'better' }])
  await all.board.last.answer('message.edit', { seq: 11, editedAt: 5 })
  await all.board.last.answer('message.unreact', {})
  await all.board.last.answer('message.react', {})
  expect(kept.saved.marks).toBeUndefined()
})

it('[CLIENT-43] what the server does not take later is taken back, and words go where one writes', async () => {
  const all = await alone()
  await all.client.do(react('👍', true))
  await all.client.do({ do: 'edit', room: workshop, id: mine, text: 'too late' })
  await comeBack(all)
  const gone = new ChatError('message_unknown').failure()
  expect(seenIn(all.client.state)[0]?.text).toBe('too late')
  await all.board.last.refuse('message.react', gone)
  await all.board.last.refuse('message.edit', gone)
  expect(seenIn(all.client.state)).toEqual([message(9, ada), message(10, bo)])
  expect(all.refusals).toEqual(['react', 'edit'])
  expect(all.client.state.drafts.get(workshop)).toBe('too late')
  expect(all.kept.saved.marks).toBeUndefined()
})

it('[CLIENT-43] words of a thread that are not taken go back into the thread', async () => {
  const all = await alone()
  await all.client.do({ do: 'edit', room: workshop, id: mine, text: 'too late', thread: his })
  await comeBack(all)
  await all.board.last.refuse('message.edit', new ChatError('message_unknown').failure())
  expect([...all.client.state.drafts]).toEqual([[inThread(workshop, his), 'too late']])
})

it('[CLIENT-43] what was done last holds, also while what was done before is on its way', async () => {
  const all = await alone()
  const edit = (text: string) => ({ do: 'edit', room: workshop, id: mine, text }) as const
  await all.client.do(edit('A'))
  await all.client.do(react('👍', true))
  await comeBack(all)
  expect(await all.client.do(edit('B'))).toBe('kept')
  expect(await all.client.do(react('👍', false))).toBe('kept')
  expect(askedFor(all.board.last, 'message.edit')).toEqual([edit('A')].map(({ do: _edit, ...takes }) => takes))
  await all.board.last.answer('message.edit', { seq: 11, editedAt: 5 })
  expect(askedFor(all.board.last, 'message.edit').at(-1)).toMatchObject({ text: 'B' })
  await all.board.last.answer('message.edit', { seq: 12, editedAt: 6 })
  expect(askedFor(all.board.last, 'message.react')).toEqual([])
  await all.board.last.answer('message.unreact', {})
  expect(all.kept.saved.marks).toBeUndefined()
  // One that is asked at once is not overtaken either.
  const first = all.client.do(edit('C'))
  expect(await all.client.do(edit('D'))).toBe('kept')
  expect(askedFor(all.board.last, 'message.edit')).toMatchObject([{ text: 'C' }])
  await all.board.last.answer('message.edit', { seq: 13, editedAt: 7 })
  expect([await first, askedFor(all.board.last, 'message.edit')]).toMatchObject(['done', [{ text: 'D' }]])
})

it('[CLIENT-43] what the server cannot do now it is asked again, and who goes out leaves nothing to be told', async () => {
  const all = await alone()
  await all.client.do(react('👍', true))
  await all.client.do({ do: 'edit', room: workshop, id: mine, text: 'better' })
  await comeBack(all)
  await all.board.last.refuse('message.react', new ChatError('storage_full').failure())
  // One that fails keeps no other waiting.
  await all.board.last.refuse('message.edit', slow(500))
  expect([all.kept.saved.marks?.list.length, all.refusals]).toEqual([2, []])
  await all.clock.pass(500)
  await all.board.last.refuse('message.react', new ChatError('internal').failure())
  await all.board.last.answer('message.edit', { seq: 11, editedAt: 5 })
  await all.clock.pass(15_000)
  all.board.last.say(hello)
  await all.clock.pass(15_000)
  expect(askedFor(all.board.last, 'message.react')).not.toEqual([])
  await all.board.last.refuse('message.react', slow(500))
  const out = all.client.signOut()
  await all.board.last.answer('session.close', {})
  await out
  await all.clock.pass(60_000)
  expect([all.kept.saved.marks, askedFor(all.board.last, 'message.react')]).toEqual([undefined, []])
})

it('[CLIENT-43] with a server a refusal is said at once; and of somebody else nothing is told', async () => {
  const { client, board } = await signedIn()
  const asked = client.do(react('👍', true))
  await board.last.refuse('message.react', new ChatError('message_unknown').failure())
  await expect(asked).rejects.toMatchObject({ code: 'message_unknown' })
  const other = await greeted({ token: 'secret', user: ada.id, marks: { user: bo.id, list: [{ ...react('👍', true), at: 1 }] } })
  await other.board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop')] }))
  expect(askedFor(other.board.last, 'message.react')).toEqual([])
  expect(other.kept.saved.marks).toBeUndefined()
})

it('[CLIENT-43] pins, votes and words taken back wait as well, and are shown as they will be', async () => {
  const all = await signedIn()
  const poll = { question: 'When?', options: ['Now', 'Later'], counts: [1, 2], voters: 3, mine: [1] }
  const opening = all.client.open(workshop)
  await all.board.last.answer('room.history', { messages: [message(9, ada), { ...message(10, bo), poll }] })
  await opening
  await all.board.last.drop()
  const { client } = all
  const seen = () => seenIn(client.state)
  await client.do({ do: 'pin', room: workshop, id: his, on: true })
  await client.do({ do: 'vote', room: workshop, id: his, options: [0] })
  expect(seen()[1]).toMatchObject({ pinned: true, poll: { counts: [2, 1], voters: 3, mine: [0] } })
  // Of two votes the later one holds, counted from what the server said.
  await client.do({ do: 'vote', room: workshop, id: his, options: [] })
  expect(seen()[1]?.poll).toEqual({ question: 'When?', options: ['Now', 'Later'], counts: [1, 1], voters: 2 })
  await client.do({ do: 'close', room: workshop, id: his })
  expect(seen()[1]?.poll?.closed).toBe(all.clock.now())
  await client.do({ do: 'delete', room: workshop, id: mine })
  expect(seen()[0]).toMatchObject({ text: null, deletedAt: all.clock.now() })
  await comeBack(all)
  await all.board.last.answer('message.pin', {})
  expect(askedFor(all.board.last, 'poll.vote')).toEqual([{ room: workshop, id: his, options: [] }])
  await all.board.last.answer('poll.vote', {})
  await all.board.last.answer('poll.close', {})
  await all.board.last.refuse('message.delete', new ChatError('not_allowed').failure())
  expect([seen()[0]?.text, all.refusals, all.kept.saved.marks]).toEqual([message(9, ada).text, ['delete'], undefined])
})

it('[CLIENT-43] what waits can be undone as long as it was never told', async () => {
  const all = await alone()
  const { client } = all
  await client.do({ do: 'delete', room: workshop, id: mine })
  await client.do(react('👍', true))
  client.undo(mine)
  expect(seenIn(client.state)[0]).toEqual(message(9, ada))
  expect([...client.state.marks.keys()]).toEqual([`react ${his} 👍`])
  await comeBack(all)
  await all.board.last.drop()
  // It may have been done by now.
  client.undo(his)
  expect(client.state.marks.size).toBe(1)
})

it('[CLIENT-43] with a server what one does is seen at once, and goes where the server refuses it', async () => {
  const { client, board } = await signedIn()
  const opening = client.open(workshop)
  await board.last.answer('room.history', { messages: [message(9, ada), message(10, bo)] })
  await opening
  const doing = client.do(react('👍', true))
  expect(seenIn(client.state)[1]?.reactions).toEqual([{ emoji: '👍', users: [ada.id] }])
  expect(marksOn(client.state.marks, his).map((mark) => mark.waits)).toEqual([undefined])
  await board.last.refuse('message.react', new ChatError('message_unknown').failure())
  await expect(doing).rejects.toMatchObject({ code: 'message_unknown' })
  expect(seenIn(client.state)[1]?.reactions).toEqual([])
})

it('[CLIENT-43] what another tab told or undid of what waits in both is not told from here; what it did later holds', async () => {
  const all = await alone()
  const { client } = all
  await client.do(react('👍', true))
  await client.do({ do: 'edit', room: workshop, id: mine, text: 'first' })
  client.follow(`react ${his} 👍`, null)
  client.follow(`edit ${mine} `, { do: 'edit', room: workshop, id: mine, text: 'second', at: all.clock.now() + 1 })
  // Of what does not wait here nothing is taken over: that tab tells it.
  client.follow(`star ${his} `, { do: 'star', room: workshop, id: his, on: true, at: all.clock.now() })
  expect(seenIn(client.state).map(({ text, reactions }) => [text, reactions.length])).toEqual([
    ['second', 0],
    [message(10, bo).text, 0],
  ])
  await comeBack(all)
  expect(askedFor(all.board.last, 'message.edit')).toMatchObject([{ text: 'second' }])
  await all.board.last.answer('message.edit', { seq: 11, editedAt: 5 })
  expect([askedFor(all.board.last, 'message.react'), askedFor(all.board.last, 'message.star')]).toEqual([[], []])
})
