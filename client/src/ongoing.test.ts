import type { Call, Participant, PastCall } from '@hearth/protocol/call-shapes.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { describe, expect, it } from 'vitest'
import { ada, bo, cy, message, roomId, said } from './cast.ts'
import { applyToOngoing, type Ongoing } from './ongoing.ts'
import { began, ended, withPastCalls } from './past-calls.ts'
import { applyToTimeline, type Timeline } from './timeline.ts'

const room = roomId('Workshop')
const call = 'k1' as CallId
const seat = (user: typeof ada, more: Partial<Participant> = {}): Participant => ({
  ...{ id: `p-${user.name}` as ParticipantId, user: user.id, at: 1, speaks: true, muted: false, camera: false, sharing: false },
  ...{ deafened: false, hand: null, connected: false, ...more },
})
const open: Call = { id: call, room, by: ada.id, at: 1, video: false, participants: [seat(ada)], ringing: [], until: null }
const heard = (...events: ChatEvent[]): Ongoing => events.reduce(applyToOngoing, new Map([[room, open]]) as Ongoing)

describe('who is in which call', () => {
  it('[CLIENT-25] opens, fills, changes, empties and closes', () => {
    expect(applyToOngoing(new Map(), { event: 'call.open', room, with: { call: open } }).get(room)).toEqual(open)
    const came: ChatEvent = { event: 'call.joined', room, with: { call, participant: seat(bo) } }
    expect(heard(came, came).get(room)?.participants).toEqual([seat(ada), seat(bo)])
    const loud: ChatEvent = { event: 'call.changed', room, with: { call, participant: seat(bo, { muted: true }) } }
    expect(heard(came, loud).get(room)?.participants[1]?.muted).toBe(true)
    const went: ChatEvent = { event: 'call.left', room, with: { call, participant: seat(ada).id, why: 'left' } }
    expect(heard(came, went).get(room)?.participants).toEqual([seat(bo)])
    expect(heard({ event: 'call.closed', room, with: { call } }).has(room)).toBe(false)
  })

  it('[CLIENT-25] rings until it is answered, and for the others on', () => {
    const rings: ChatEvent = {
      event: 'call.ringing',
      room,
      with: { call, users: [bo.id, cy.id], busy: [], by: ada.id, video: false, until: 9 },
    }
    expect(heard(rings, rings).get(room)).toMatchObject({ ringing: [bo.id, cy.id], until: 9 })
    const answered: ChatEvent = { event: 'call.rung', room, with: { call, users: [bo.id], how: 'answered' } }
    expect(heard(rings, answered).get(room)).toMatchObject({ ringing: [cy.id], until: 9 })
    const late: ChatEvent = { event: 'call.rung', room, with: { call, users: [cy.id], how: 'missed' } }
    expect(heard(rings, answered, late).get(room)).toMatchObject({ ringing: [], until: null })
  })

  it('[CLIENT-25] what is said of another call, or is none of a call, changes nothing', () => {
    const held = heard()
    const other = 'k2' as CallId
    expect(applyToOngoing(held, { event: 'call.closed', room, with: { call: other } })).toBe(held)
    expect(applyToOngoing(held, { event: 'call.joined', room, with: { call: other, participant: seat(bo) } })).toBe(held)
    expect(applyToOngoing(held, { event: 'typing', room, with: { user: bo.id, on: true } })).toBe(held)
  })
})

describe('past calls', () => {
  const past = (seq: number, more: Partial<PastCall> = {}): PastCall => ({
    id: `k${seq}` as CallId,
    seq,
    by: ada.id,
    at: 1,
    video: false,
    ended: null,
    ...more,
  })
  const over = { at: 5, why: 'missed', by: null, people: [ada.id] } as const
  const window: Timeline = { messages: [message(10), message(20)], hasOlder: true, hasNewer: false, enteredAt: 0 }

  it('[CLIENT-25] stand in a window where they fit, each once, and stay ended', () => {
    const held = withPastCalls(window, [past(15), past(5), past(25, { ended: { ...over, people: [ada.id] } })])
    expect(held.calls?.map(({ seq }) => seq)).toEqual([15, 25])
    expect(withPastCalls(held, [past(25)]).calls?.[1]?.ended).toMatchObject({ why: 'missed' })
    expect(withPastCalls({ ...window, hasNewer: true }, [past(25)]).calls).toEqual([])
    expect(withPastCalls({ ...window, hasOlder: false }, [past(5)]).calls).toHaveLength(1)
    expect(withPastCalls(window, [])).toBe(window)
  })

  it('[CLIENT-25] count what is said beside them, once, whether history or an event tells it first', () => {
    const at = { messages: [message(10)], hasOlder: false, hasNewer: false, enteredAt: 0, calls: [past(5)] }
    const thread = threadOfCall(past(5).id)
    const replies = (timeline: Timeline) => timeline.calls?.[0]?.replies
    const first = said('Workshop', 11, bo, { thread })
    const once = applyToTimeline(at, first)
    expect(replies(once)).toEqual({ count: 1, lastSeq: 11, lastAt: first.event === 'message.said' ? first.with.at : 0, users: [bo.id] })
    expect(replies(applyToTimeline(once, first))).toEqual(replies(once))
    const both = applyToTimeline(once, said('Workshop', 12, cy, { thread }))
    expect(replies(both)).toMatchObject({ count: 2, lastSeq: 12, users: [bo.id, cy.id] })
    // A page that was asked for before the second one.
    expect(replies(withPastCalls(both, once.calls ?? []))).toMatchObject({ count: 2 })
    expect(replies(withPastCalls(at, both.calls ?? []))).toMatchObject({ count: 2 })
    expect(replies(applyToTimeline(both, said('Workshop', 13, bo, { thread: message(10).id })))).toMatchObject({ count: 2 })
  })

  it('[CLIENT-25] begin and end by the room’s log', () => {
    const live = withPastCalls(window, [began(21, { call, by: ada.id, at: 1, video: true })])
    expect(live.calls).toMatchObject([{ id: call, seq: 21, video: true, ended: null }])
    expect(ended(live, { call, ...over, people: [ada.id] }).calls).toMatchObject([{ ended: { why: 'missed', people: [ada.id] } }])
    expect(ended(window, { call, ...over, people: [ada.id] })).toBe(window)
  })
})
