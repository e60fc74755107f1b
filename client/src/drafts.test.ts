import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Own } from '@hearth/protocol/own-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { expect, it } from 'vitest'
import { ada, messageId, resumeAnswer, room } from './cast.ts'
import type { Saved } from './client.ts'
import { askedFor, greeted, signedIn, workshop } from './desk.ts'
import { answerIn, answering, hasDraft, inThread } from './draft-places.ts'
import { settle } from './testing.ts'

const kept = (text: string) => ({ event: 'draft.kept', room: workshop, with: { text } })
const own = (text: string): Own => ({
  settings: standardSettings,
  marks: [],
  rooms: [],
  drafts: text === '' ? [] : [{ room: workshop, text }],
  later: [],
})
/** Comes in with what the last run left, to a server that has this. */
async function comeBack(saved: Partial<Saved>, there: string) {
  const all = await greeted({ token: 'secret', user: ada.id, ...saved })
  await all.board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop')], own: own(there) }))
  await settle()
  return all
}
const agreed = (text: string) => ({ user: ada.id, rooms: { [workshop]: text } })
const here = (text: string) => ({ drafts: { [workshop]: text } })

it('[CLIENT-42] what is half written is told after a rest, and not again when nothing changed', async () => {
  const { client, clock, board } = await signedIn()
  client.draft(workshop, 'I was')
  client.draft(workshop, 'I was about')
  await clock.pass(1400)
  expect(askedFor(board.last, 'draft.keep')).toEqual([])
  await clock.pass(200)
  expect(askedFor(board.last, 'draft.keep')).toEqual([{ room: workshop, text: 'I was about' }])
  board.last.say(kept('I was about'))
  await clock.pass(5000)
  expect(askedFor(board.last, 'draft.keep')).toHaveLength(1)
})

it('[CLIENT-42] what another device writes is seen here, unless something else was typed meanwhile', async () => {
  const { client, clock, board } = await signedIn()
  board.last.say(kept('from the phone'))
  expect(client.state.drafts.get(workshop)).toBe('from the phone')
  client.draft(workshop, 'from the phone, and the desk')
  board.last.say(kept('from the phone, again'))
  expect(client.state.drafts.get(workshop)).toBe('from the phone, and the desk')
  await clock.pass(1600)
  expect(askedFor(board.last, 'draft.keep')).toEqual([{ room: workshop, text: 'from the phone, and the desk' }])
  board.last.say(kept('from the phone, and the desk'))
  board.last.say(kept(''))
  expect(client.state.drafts.has(workshop)).toBe(false)
})

it('[CLIENT-42] what was sent while its draft was on its way does not come back into the empty line', async () => {
  const { client, clock, board } = await signedIn()
  client.draft(workshop, 'hello')
  await clock.pass(1600)
  client.draft(workshop, 'hello!')
  client.draft(workshop, '')
  board.last.say(kept('hello'))
  expect(client.state.drafts.has(workshop)).toBe(false)
  await clock.pass(1600)
  expect(askedFor(board.last, 'draft.keep').at(-1)).toEqual({ room: workshop, text: '' })
})

it('[CLIENT-42] what is half written in a thread is kept beside that of its room, and follows to other devices as it does', async () => {
  const { client, clock, board } = await signedIn()
  const root = 'm-cake' as MessageId
  const place = inThread(workshop, root)
  client.draft(workshop, 'in the room')
  client.draft(place, 'in the thread')
  await clock.pass(2000)
  expect(askedFor(board.last, 'thread.draft')).toEqual([{ room: workshop, id: root, text: 'in the thread' }])
  expect(askedFor(board.last, 'draft.keep')).toEqual([{ room: workshop, text: 'in the room' }])
  board.last.say({ event: 'thread.drafted', room: workshop, with: { id: root, text: 'in the thread' } })
  board.last.say({ event: 'thread.drafted', room: workshop, with: { id: root, text: 'from the phone' } })
  expect([client.state.drafts.get(place), client.state.drafts.get(workshop)]).toEqual(['from the phone', 'in the room'])
  expect(hasDraft(client.state.drafts, workshop)).toBe(true)
})

it.each([
  ['was sent elsewhere is gone here', here('Hello'), agreed('Hello'), '', '', 0],
  ['was written elsewhere is here', here(''), agreed(''), 'Hello', 'Hello', 0],
  ['was written here while away is told', here('Hello, all'), agreed('Hello'), 'Hello', 'Hello, all', 1],
  ['was written at both stays here, and is told', here('Hello, all'), agreed('Hello'), 'Hello, you', 'Hello, all', 1],
  ['was never told is told', here('Hello'), undefined, '', 'Hello', 1],
  [
    'is somebody else’s agreement says nothing',
    here(''),
    { user: 'u-Bo' as typeof ada.id, rooms: { [workshop]: 'x' } },
    'Hello',
    'Hello',
    0,
  ],
] as const)('[CLIENT-42] after an absence, what %s', async (_what, drafts, before, there, then, told) => {
  const { client, clock, board } = await comeBack({ ...drafts, agreed: before }, there)
  await clock.pass(2000)
  expect(client.state.drafts.get(workshop as RoomId) ?? '').toBe(then)
  expect(askedFor(board.last, 'draft.keep')).toHaveLength(told)
})

it('[CLIENT-42] what a draft answers goes with it to one’s other devices, and is no draft by itself', async () => {
  const { client, clock, board } = await signedIn()
  const [first, second] = [messageId('8'), messageId('9')]
  client.draft(answering(workshop), first)
  client.draft(workshop, 'I was')
  expect([answerIn(client.state.drafts, workshop), hasDraft(client.state.drafts, workshop)]).toEqual([first, true])
  await clock.pass(1600)
  expect(askedFor(board.last, 'draft.keep')).toEqual([
    { room: workshop, replyTo: first },
    { room: workshop, text: 'I was' },
  ])
  board.last.say({ event: 'draft.kept', room: workshop, with: { text: 'I was', replyTo: first } })
  board.last.say({ event: 'draft.kept', room: workshop, with: { text: '', replyTo: second } })
  expect([answerIn(client.state.drafts, workshop), hasDraft(client.state.drafts, workshop)]).toEqual([second, false])
  client.draft(answering(workshop), '')
  await clock.pass(1600)
  expect(askedFor(board.last, 'draft.keep').at(-1)).toEqual({ room: workshop, replyTo: null })
})
