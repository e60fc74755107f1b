import type { ChatEvent } from '@hearth/protocol/events.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import type { Member, Room } from '@hearth/protocol/shapes.ts'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fromResume, putHistory, putMembers, putRoom, resumed, since } from './answers.ts'
import { ada, bo, cy, dee, entry, message, messageId, resumeAnswer, room, roomId, said } from './cast.ts'
import { apply, emptyState, fade, knownSeq, type State } from './state.ts'
import { WINDOW } from './timeline.ts'
import { TYPING_FADES } from './typing.ts'

const workshop = roomId('Workshop')
const member = (user: Member['user'], joinedAt: number, role: Member['role'] = 'member'): Member => ({ user, role, joinedAt })

/** Ada in the Workshop with its list and two messages; nothing unread. */
function atWork(more: Partial<Room> = {}): State {
  const there = fromResume(resumeAnswer({ rooms: [room('Workshop', more)] }))
  const listed = putMembers(there, workshop, [member(bo, 1, 'owner'), member(ada, 2), member(cy, 2)])
  return putHistory(listed, workshop, [message(8), message(9)], { as: 'window', hasOlder: false, hasNewer: false, enteredAt: 10 })
}

const after = (state: State, ...events: ChatEvent[]): State => events.reduce((now, event) => apply(now, event), state)
const inWorkshop = (state: State): Room | undefined => state.rooms.get(workshop)
const texts = (state: State) => state.timelines.get(workshop)?.messages.map((one) => one.text)
const names = (state: State) => state.members.get(workshop)?.map((one) => one.user.name)

const hello = (epoch: string): ChatEvent => ({
  event: 'server.hello',
  with: { name: 'Hearth', version: '0', protocol: 1, limits: standardLimits, registration: 'open', guests: true, setup: false, epoch },
})

const at = 5000
const everyEntry: readonly ChatEvent[] = [
  said('Workshop', 11),
  entry('message.edited', 'Workshop', 11, { id: messageId('9'), text: 'better', editedAt: at, mentions: [] }),
  entry('message.deleted', 'Workshop', 11, { id: messageId('9'), deletedAt: at, by: bo.id }),
  entry('message.reacted', 'Workshop', 11, { id: messageId('9'), user: cy.id, emoji: '🎈' }),
  entry('message.unreacted', 'Workshop', 11, { id: messageId('9'), user: cy.id, emoji: '🎈' }),
  entry('room.renamed', 'Workshop', 11, { name: 'Shed', topic: 'tools', at, by: bo.id }),
  entry('room.joined', 'Workshop', 11, { user: dee, role: 'member', facts: { ...room('Workshop'), members: 4 }, at, by: bo.id }),
  entry('room.left', 'Workshop', 11, { user: cy.id, at }),
  entry('room.removed', 'Workshop', 11, { user: cy.id, at, by: bo.id }),
  entry('room.role', 'Workshop', 11, { user: ada.id, role: 'admin', at, by: bo.id }),
]

describe('the log of a room', () => {
  test.each(everyEntry.map((event) => [event.event, event] as const))(
    '[CLIENT-1] %s moves the seq, and changes nothing the second time',
    (_name, event) => {
      const once = after(atWork(), event)
      expect(inWorkshop(once)?.seq).toBe(11)
      expect(after(once, event)).toBe(once)
    },
  )

  test('[CLIENT-1] an entry of a kind this build does not know still moves the seq', () => {
    const unknown: ChatEvent = JSON.parse(`{"event":"room.painted","room":"${workshop}","seq":11,"with":{}}`)
    expect(inWorkshop(after(atWork(), unknown))?.seq).toBe(11)
  })

  test('[CLIENT-1] what happens in a room one is not in changes nothing', () => {
    const state = atWork()
    expect(after(state, said('Office', 3))).toBe(state)
  })

  test('[CLIENT-4] frozen states are never written to, and untouched parts stay the same objects', () => {
    for (const event of everyEntry) {
      const before = deepFreeze(atWork())
      const now = after(before, event)
      expect(now.presence).toBe(before.presence)
      expect(now.contacts).toBe(before.contacts)
      expect(now.timelines.get(workshop)?.messages[0]).toBe(before.timelines.get(workshop)?.messages[0])
    }
  })
})

describe('what is unread', () => {
  const mention = { mentions: [ada.id] }
  test.each([
    ['others count', [said('Workshop', 11), said('Workshop', 12, cy)], { unread: 2, mentions: 0 }],
    ['a mention counts twice over', [said('Workshop', 11, bo, mention)], { unread: 1, mentions: 1 }],
    ['a reply in a thread alone does not', [said('Workshop', 11, bo, { ...mention, thread: messageId('9') })], { unread: 0, mentions: 0 }],
    ['a reply that stands in the room, too, does', [said('Workshop', 11, bo, { thread: messageId('9'), also: true })], { unread: 1 }],
    [
      'a mention by whom I block does not',
      [{ event: 'contact.marked', with: { mark: { user: bo.id, blocked: true } } }, said('Workshop', 11, bo, mention)],
      { unread: 1, mentions: 0 },
    ],
    ['my own words do not', [said('Workshop', 11, ada, mention)], { unread: 0, mentions: 0 }],
    [
      'a tombstone stays',
      [said('Workshop', 11), entry('message.deleted', 'Workshop', 12, { id: messageId('11'), deletedAt: at, by: bo.id })],
      { unread: 1 },
    ],
    [
      'an edit is nothing new',
      [entry('message.edited', 'Workshop', 11, { id: messageId('9'), text: '@Ada', editedAt: at, mentions: [ada.id] })],
      { unread: 0, mentions: 0 },
    ],
    [
      'reading sets',
      [said('Workshop', 11), said('Workshop', 12), { event: 'room.read', room: workshop, with: { seq: 11, unread: 1, mentions: 0 } }],
      { unread: 1, readSeq: 11 },
    ],
  ] satisfies [string, ChatEvent[], Partial<Room>][])('[CLIENT-2] %s', (_name, events, expected) => {
    expect(inWorkshop(after(atWork(), ...events))).toMatchObject(expected)
  })
})

test('[CLIENT-18] who is here is who was said to be, at once or one by one', () => {
  const online = (state: State) => [...state.presence.values()].flatMap((one) => (one.state === 'online' ? [one.user] : []))
  const here = after(atWork(), { event: 'presence.here', with: { users: [bo.id, cy.id] } })
  expect(online(here)).toEqual([bo.id, cy.id])
  const less = after(here, { event: 'presence', with: { people: [{ user: cy.id, state: 'offline', seenAt: at }] } })
  expect(online(less)).toEqual([bo.id])
  expect(online(after(less, { event: 'presence.here', with: { users: [ada.id] } }))).toEqual([bo.id, ada.id])
})

describe('coming and going', () => {
  const created = entry('room.created', 'Office', 1, {
    facts: { id: roomId('Office'), kind: 'direct', name: '', topic: '', public: false, members: 2 },
    people: [
      { user: bo, role: 'member' },
      { user: ada, role: 'member' },
    ],
    at,
    by: bo.id,
  })

  test('[CLIENT-3] a direct room is called after the other person, now and after they change their name', () => {
    const there = after(atWork(), created)
    expect(there.rooms.get(roomId('Office'))).toEqual({
      ...room('Office', { kind: 'direct', name: 'Bo', members: 2, seq: 1, readSeq: 1, peer: bo.id }),
    })
    const renamed = after(there, { event: 'account.changed', with: { user: { ...bo, displayName: 'Bo B.' } } })
    expect(renamed.rooms.get(roomId('Office'))?.name).toBe('Bo B.')
    expect(renamed.members.get(workshop)?.[0]?.user.displayName).toBe('Bo B.')
  })

  test('[CLIENT-3] a room for notes is called after oneself', () => {
    const notes = entry('room.created', 'Notes', 1, {
      facts: { id: roomId('Notes'), kind: 'direct', name: '', topic: '', public: false, members: 1 },
      people: [{ user: ada, role: 'member' }],
      at,
      by: ada.id,
    })
    expect(after(atWork(), notes).rooms.get(roomId('Notes'))).toMatchObject({ name: 'Ada', peer: ada.id })
  })

  test('[CLIENT-3] joining brings the room, and everybody else’s joining its list and number', () => {
    const joined = entry('room.joined', 'Shed', 7, { user: ada, role: 'member', facts: { ...room('Shed'), members: 4 }, at, by: ada.id })
    expect(after(atWork(), joined).rooms.get(roomId('Shed'))).toMatchObject({ seq: 7, readSeq: 7, unread: 0, members: 4, role: 'member' })
    const more = after(atWork(), everyEntry[6] as ChatEvent)
    expect(inWorkshop(more)?.members).toBe(4)
    expect(names(more)).toEqual(['Bo', 'Ada', 'Cy', 'Dee'])
    expect(names(after(more, entry('room.left', 'Workshop', 12, { user: bo.id, at })))).toEqual(['Ada', 'Cy', 'Dee'])
  })

  test.each([
    ['I leave', entry('room.left', 'Workshop', 11, { user: ada.id, at })],
    ['I am put out', entry('room.removed', 'Workshop', 11, { user: ada.id, at, by: bo.id })],
    ['it is deleted', entry('room.deleted', 'Workshop', 11, { at, by: bo.id })],
  ])('[CLIENT-3] the room goes with all that is held of it when %s', (_name, event) => {
    const gone = after(atWork(), { event: 'typing', room: workshop, with: { user: bo.id, on: true } }, event)
    for (const part of [gone.rooms, gone.members, gone.timelines, gone.typing, gone.behind]) expect(part.size).toBe(0)
  })

  test('[CLIENT-3] the code comes and goes with the role', () => {
    const told = after(atWork(), { event: 'room.code', room: workshop, with: { code: 'OPEN' } })
    expect(inWorkshop(told)?.code).toBe('OPEN')
    expect(inWorkshop(after(told, { event: 'room.code', room: workshop, with: { code: null } }))).toEqual(room('Workshop'))
  })

  test('[CLIENT-3] an answer and the event of the same room come to the same, in either order', () => {
    const joined = entry('room.joined', 'Shed', 7, { user: ada, role: 'member', facts: { ...room('Shed'), members: 4 }, at, by: ada.id })
    const answered = room('Shed', { seq: 7, readSeq: 7, members: 4 })
    expect(after(putRoom(atWork(), answered), joined).rooms).toEqual(putRoom(after(atWork(), joined), answered).rooms)
  })
})

describe('the window of messages', () => {
  test('[CLIENT-11] reactions, edits and tombstones', () => {
    const reacted = after(atWork(), everyEntry[3] as ChatEvent)
    expect(reacted.timelines.get(workshop)?.messages[1]?.reactions).toEqual([{ emoji: '🎈', users: [cy.id] }])
    const deleted = after(reacted, entry('message.deleted', 'Workshop', 12, { id: messageId('9'), deletedAt: at, by: bo.id }))
    expect(deleted.timelines.get(workshop)?.messages[1]).toMatchObject({ text: null, reactions: [], deletedAt: at })
    expect(
      texts(after(deleted, entry('message.edited', 'Workshop', 13, { id: messageId('9'), text: null, editedAt: at, mentions: [] }))),
    ).toEqual(['line 8', null])
  })

  test('[CLIENT-11] live messages are taken at the newest end only', () => {
    const apart = putHistory(atWork(), workshop, [message(2), message(3)], { as: 'window', hasOlder: true, hasNewer: true, enteredAt: 0 })
    expect(texts(after(apart, said('Workshop', 11)))).toEqual(['line 2', 'line 3'])
    expect(texts(after(atWork(), said('Workshop', 11)))).toEqual(['line 8', 'line 9', 'line 11'])
  })

  test('[CLIENT-11] the window is bounded, and says which end was dropped', () => {
    let state = atWork()
    for (let seq = 11; seq < 11 + WINDOW; seq++) state = after(state, said('Workshop', seq))
    expect(state.timelines.get(workshop)).toMatchObject({ hasOlder: true, hasNewer: false })
    expect(state.timelines.get(workshop)?.messages).toHaveLength(WINDOW)
    const back = putHistory(state, workshop, [message(8), message(9)], { as: 'older', hasOlder: false })
    expect(back.timelines.get(workshop)).toMatchObject({ hasOlder: false, hasNewer: true })
    expect(back.timelines.get(workshop)?.messages).toHaveLength(WINDOW)
  })

  test('[CLIENT-9] my own message heard again is no longer unsent, and who speaks is not writing any more', () => {
    const waiting: State = {
      ...atWork(),
      outbox: [{ clientId: 'c-11', room: workshop, text: 'line 11', replyTo: null, at, state: 'sending' }],
    }
    expect(after(waiting, said('Workshop', 11, bo)).outbox).toHaveLength(1)
    expect(after(waiting, said('Workshop', 11, ada)).outbox).toHaveLength(0)
    const writing = after(atWork(), { event: 'typing', room: workshop, with: { user: bo.id, on: true } })
    expect(writing.typing.get(workshop)?.has(bo.id)).toBe(true)
    expect(after(writing, said('Workshop', 11, bo)).typing.size).toBe(0)
    expect(fade(writing, TYPING_FADES).typing.size).toBe(0)
  })
})

describe('coming back', () => {
  const news = [
    said('Workshop', 11),
    said('Workshop', 12, ada),
    entry('room.left', 'Workshop', 13, { user: cy.id, at }),
    said('Workshop', 14, bo),
  ]
  const snapshot = resumeAnswer({ rooms: [room('Workshop', { seq: 14, unread: 2, members: 2 })] })

  test('[CLIENT-5] missed entries fill the contents; the counts are the snapshot’s', () => {
    const back = resumed(atWork(), snapshot)
    expect(since(back)).toEqual({ [workshop]: 10 })
    const caughtUp = after(back, ...news)
    expect(inWorkshop(caughtUp)).toMatchObject({ seq: 14, unread: 2, members: 2 })
    expect(texts(caughtUp)).toEqual(['line 8', 'line 9', 'line 11', 'line 12', 'line 14'])
    expect(names(caughtUp)).toEqual(['Bo', 'Ada'])
    expect(caughtUp.behind.size).toBe(0)
  })

  test('[CLIENT-5] broken off anywhere within the missed entries, the next time goes on from there', () => {
    const straight = after(resumed(atWork(), snapshot), ...news)
    for (let cut = 0; cut <= news.length; cut++) {
      const broken = after(resumed(atWork(), snapshot), ...news.slice(0, cut))
      const from = since(broken)[workshop] ?? 0
      expect(after(resumed(broken, snapshot), ...news.filter((one) => (one.seq ?? 0) > from))).toEqual(straight)
    }
  })

  test('[CLIENT-12] a hole among the missed entries, or too far back: the contents are dropped, the counts stay', () => {
    const holed = after(resumed(atWork(), snapshot), said('Workshop', 12, ada))
    const far = after(resumed(atWork(), snapshot), { event: 'resume_too_far', with: { room: workshop, seq: 14 } })
    for (const state of [holed, far]) {
      expect(state.timelines.size + state.members.size).toBe(0)
      expect(inWorkshop(state)).toMatchObject({ seq: 14, unread: 2 })
      expect(knownSeq(state, workshop)).toBe(14)
    }
  })

  test('[CLIENT-12] a log shorter than what is held was put back from a backup: the contents are dropped', () => {
    expect(resumed(atWork(), resumeAnswer({ rooms: [room('Workshop', { seq: 4 })] })).timelines.size).toBe(0)
  })

  test('[CLIENT-20] with another epoch all that was held of rooms and people goes; with the same, nothing', () => {
    const greeted = after(atWork(), hello('one'))
    expect(after(greeted, hello('one')).timelines).toBe(greeted.timelines)
    const put = after(greeted, hello('two'))
    expect(put).toMatchObject({ me: ada, hello: { epoch: 'two' }, outbox: greeted.outbox, drafts: greeted.drafts })
    expect(put.timelines.size + put.members.size + put.behind.size + put.people.size).toBe(0)
    expect(since(put)).toEqual({})
  })

  test('[CLIENT-5] rooms absent from the snapshot are gone; another person inherits nothing', () => {
    expect(resumed(atWork(), resumeAnswer({ rooms: [] })).timelines.size).toBe(0)
    const other = resumed(atWork(), resumeAnswer({ user: bo }))
    expect(other.timelines.size).toBe(0)
    expect(other.me).toBe(bo)
  })
})

test('[CLIENT-4] any order of any events is survived', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...everyEntry), fc.nat(20)), { maxLength: 30 }), (events) => {
      const state = events.reduce((now, [event, seq]) => apply(now, { ...event, seq }), atWork())
      const seqs = state.timelines.get(workshop)?.messages.map((one) => one.seq) ?? []
      expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
      expect(apply(emptyState, events[0]?.[0] ?? said('Workshop', 1))).toBe(emptyState)
    }),
  )
})

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  if (value instanceof Map) {
    for (const one of value.values()) deepFreeze(one)
    value.set = value.delete = () => {
      throw new Error('a shared map was written to')
    }
    return value
  }
  for (const one of Object.values(value)) deepFreeze(one)
  return Object.freeze(value)
}

test('[CLIENT-20] what time it is at the server is known from its greeting, however wrong this device is', () => {
  const at = 1_800_000_000_000
  const greeting = { name: 'Hearth', version: '0', protocol: 1, registration: 'open', guests: true, setup: false, epoch: 'one' } as const
  const greeted = (now: number, said?: number): number =>
    apply(
      emptyState,
      { event: 'server.hello', with: { ...greeting, limits: standardLimits, ...(said === undefined ? {} : { at: said }) } },
      now,
    ).behindBy
  expect([greeted(at - 3_600_000, at), greeted(at + 60_000, at), greeted(at)]).toEqual([3_600_000, -60_000, 0])
})
