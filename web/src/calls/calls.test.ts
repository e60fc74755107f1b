import type { Mine } from '@hearth/client/calls.ts'
import type { Call, Participant, PastCall } from '@hearth/protocol/call-shapes.ts'
import { errors } from '@hearth/protocol/errors.ts'
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import type { StudioState } from '../media/studio.ts'
import { tell } from '../scenes/room/past-call.tsx'
import { beginsHeard } from './hold.ts'
import { readLeft } from './left.ts'
import { type Given, peopleOf } from './people.ts'
import { outOf, rungIn } from './said.ts'

const id = <T extends string>(letter: string): T => letter.repeat(26) as T
const [ada, bo] = [id<UserId>('a'), id<UserId>('b')]
const participant = (letter: string, user: UserId, more: Partial<Participant> = {}): Participant => ({
  ...{ id: id<ParticipantId>(letter), user, at: 0, speaks: true, muted: false, camera: false, sharing: false },
  ...{ deafened: false, hand: null, connected: true },
  ...more,
})
const studio: StudioState = {
  ...{ microphone: null, isHeard: true, camera: null, screen: null, opening: new Set(), troubles: {} },
  ...{ speaks: true, isUnheard: false, opened: 0 },
}
const mine: Extract<Mine, { is: 'in' }> = {
  ...{ is: 'in', room: id<RoomId>('r'), call: id<CallId>('c'), you: id<ParticipantId>('p'), link: 'connected', slots: [] },
  own: { muted: false, camera: false, sharing: false, deafened: false },
  speaking: [id<ParticipantId>('q')],
  struggling: [],
  watched: null,
}
const given = (participants: readonly Participant[], more: Partial<Given> = {}): Given => ({
  call: {
    id: mine.call,
    room: mine.room,
    by: ada,
    at: 0,
    video: false,
    participants: [...participants],
    ringing: [],
    until: null,
  } satisfies Call,
  ...{ mine, studio, quality: 'good', met: new Set(), spokeAt: new Map(), reactions: new Map(), incoming: () => undefined },
  streams: { of: () => null, keep: () => undefined },
  ...more,
})

test('[WEB-CALL-8] oneself is known by this device, others by the server; who is lost is told from who is coming', () => {
  const gone = participant('q', bo, { connected: false })
  const [me, other] = peopleOf(given([participant('p', ada, { muted: true }), gone]))
  expect(me).toMatchObject({ isMe: true, isMuted: false, speaks: true, state: 'here' })
  expect(other).toMatchObject({ isMe: false, speaks: true, state: 'coming' })
  expect(peopleOf(given([gone], { met: new Set([gone.id]) }))[0]?.state).toBe('away')
  expect(peopleOf(given([participant('p', ada)], { quality: 'poor' }))[0]?.state).toBe('poor')
  expect(peopleOf(given([participant('p', ada)], { mine: { ...mine, link: 'broken' } }))[0]?.state).toBe('away')
})

test('[WEB-CALL-8] whose network is bad is shown so, and who is not connected is not called slow', () => {
  const [poor, gone] = [participant('q', bo), participant('s', bo, { connected: false })]
  const struggling = { ...mine, struggling: [poor.id, gone.id] }
  expect(peopleOf(given([poor, gone], { mine: struggling })).map(({ state }) => state)).toEqual(['poor', 'coming'])
})

test('[WEB-CALL-8] who may not speak is shown muted, whatever is sent', () => {
  expect(peopleOf(given([participant('q', bo, { speaks: false })]))[0]).toMatchObject({ isListener: true, isMuted: true })
})

test('[WEB-CALL-8] why one is out is said, but not to who left', () => {
  expect(outOf({ is: 'out', why: 'left' })).toBeNull()
  expect(outOf({ is: 'out', why: 'removed' })).toMatchObject({ isBad: true })
  expect(outOf({ is: 'out', failure: { code: 'call_full', says: '' } })).toEqual({ says: errors.call_full.says, isBad: true })
  expect(rungIn({ call: mine.call, users: [bo], how: 'answered' })).toEqual([])
  expect(rungIn({ call: mine.call, users: [bo], how: 'declined' })).toEqual([{ user: bo, how: 'declined' }])
})

test.each([
  ['direct', false, true],
  ['group', false, false],
  ['channel', false, false],
  ['lobby', false, false],
  ['group', true, true],
] as const)('[WEB-CALL-11] into a call in a %s (a place to talk: %s) one comes heard: %s', (kind, voice, isHeard) => {
  expect(beginsHeard({ kind, ...(voice ? { voice } : {}) })).toBe(isHeard)
})

test('[WEB-CALL-9] the call a page was in when it was loaded anew is offered for a minute, and nothing else is', () => {
  const left = { room: mine.room, call: mine.call, isHeard: true, isSeen: false, at: 100_000 }
  expect(readLeft(JSON.stringify(left), 159_000)).toEqual(left)
  expect(readLeft(JSON.stringify(left), 161_000)).toBeNull()
  for (const text of [null, '', '{', 'null', '7', '{"at":"soon"}', '{"at":100000}']) expect(readLeft(text, 100_001)).toBeNull()
})

const past = (more: Partial<PastCall>): PastCall => ({ id: mine.call, seq: 1, by: bo, at: 0, video: false, ended: null, ...more })
const ended = (why: 'left' | 'missed' | 'declined', ...people: readonly UserId[]): PastCall['ended'] => ({
  at: 120_000,
  why,
  by: null,
  people: [...people],
})

test.each<[PastCall, 'direct' | 'group', string, string | undefined]>([
  [past({ ended: ended('missed', bo) }), 'direct', 'Missed call from Bo', 'Call back'],
  [past({ video: true, ended: ended('left', bo) }), 'direct', 'Missed video call from Bo', 'Call back'],
  [past({ ended: ended('declined', bo) }), 'direct', 'You declined a call from Bo', 'Call back'],
  [past({ by: ada, ended: ended('missed', ada) }), 'direct', 'Your call was not answered', 'Call again'],
  [past({ by: ada, ended: ended('declined', ada) }), 'direct', 'Your call was declined', 'Call again'],
  [past({ ended: ended('left', bo, ada) }), 'direct', 'Bo began a call', undefined],
  [past({ ended: ended('left', bo) }), 'group', 'Bo began a call, without you', undefined],
  [past({}), 'group', 'Bo began a call', undefined],
])('[WEB-CALL-6] %#: a call in the log says what it was', (call, kind, says, again) => {
  const told = tell(call, { kind }, ada, 'Bo')
  expect([told.says, told.again]).toEqual([says, again])
  expect(told.isMissed ?? false).toBe(says.startsWith('Missed'))
})
