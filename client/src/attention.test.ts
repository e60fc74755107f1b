import type { LaterId, UserId } from '@hearth/protocol/ids.ts'
import type { Level, OwnSettings } from '@hearth/protocol/own-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import { describe, expect, it } from 'vitest'
import { fromResume } from './answers.ts'
import { callOf, dueSince, holdsAny, isAnswered, isQuiet, isResting, readsBySight } from './attention.ts'
import { ada, bo, entry, messageId, resumeAnswer, room, roomId, said } from './cast.ts'
import { keyOf } from './marks.ts'
import { calledBy, callsIn, levelOf } from './own.ts'
import { apply } from './state.ts'

type Kept = { settings?: Partial<OwnSettings>; level?: Level; blocked?: UserId; kind?: 'group' | 'direct' }

function world({ settings = {}, level, blocked, kind = 'group' }: Kept = {}) {
  const place = room('Workshop', kind === 'direct' ? { kind, peer: bo.id, name: bo.displayName } : { kind })
  return fromResume(
    resumeAnswer({
      rooms: [place],
      own: {
        settings: { ...standardSettings, ...settings },
        marks: [...(blocked === undefined ? [] : [{ user: blocked, blocked: true as const }])],
        rooms: level === undefined ? [] : [{ room: place.id, notify: level }],
        drafts: [],
        later: [],
      },
    }),
  )
}
function heard(kept: Kept, text: string, mentions: UserId[] = []) {
  const event = said('Workshop', 11, bo, { text, mentions })
  return callOf(apply(world(kept), event), event)
}

describe('what calls', () => {
  it('[CLIENT-40] everything, one’s name and words, or nothing, as the room or else the settings say', () => {
    expect(heard({}, 'Anybody?')).toBeUndefined()
    expect(heard({}, 'You, @Ada?', [ada.id])).toMatchObject({ why: 'mention', room: roomId('Workshop'), seq: 11, title: 'Bo · Workshop' })
    expect(heard({ settings: { words: ['Laser'] } }, 'The laser is free')).toMatchObject({ why: 'word' })
    expect(heard({ level: 'all' }, 'Anybody?')).toMatchObject({ why: 'said', text: 'Anybody?' })
    expect(heard({ settings: { notify: 'all' }, level: 'mentions' }, 'Anybody?')).toBeUndefined()
    expect(heard({ level: 'none' }, 'You, @Ada?', [ada.id])).toBeUndefined()
  })

  it('[CLIENT-40] a reply in a thread does where one takes part in it, and nothing else that stands in a thread alone', () => {
    const thread = messageId('9')
    const reply = said('Workshop', 11, bo, { thread })
    const mine = (kept: Kept) => {
      const there = { ...world(kept), threads: new Map([[thread, { room: roomId('Workshop'), id: thread, seq: 9, unread: 0 }]]) }
      return callOf(apply(there, reply), reply)
    }
    expect(mine({})).toMatchObject({ why: 'thread', text: 'line 11' })
    expect([mine({ level: 'none' }), mine({ blocked: bo.id })]).toEqual([undefined, undefined])
    expect(callOf(apply(world({ level: 'all' }), reply), reply)).toBeUndefined()
    const also = said('Workshop', 11, bo, { thread, also: true })
    expect(callOf(apply(world({ level: 'all' }), also), also)).toMatchObject({ why: 'said' })
    const called = said('Workshop', 11, bo, { thread, mentions: [ada.id] })
    expect(callOf(apply(world(), called), called)).toMatchObject({ why: 'mention' })
  })

  it('[CLIENT-40] a reply in a thread that one let go calls no more, also before the server knows', () => {
    const thread = messageId('9')
    const state = { ...world(), threads: new Map([[thread, { room: roomId('Workshop'), id: thread, seq: 10, unread: 0 }]]) }
    const reply = said('Workshop', 11, bo, { thread })
    expect(callOf(apply(state, reply), reply)).toMatchObject({ why: 'thread' })
    const mark = { do: 'follow', room: roomId('Workshop'), id: thread, on: false, at: 1, waits: true } as const
    const letGo = { ...state, marks: new Map([[keyOf(mark), mark]]) }
    expect(callOf(apply(letGo, reply), reply)).toBeUndefined()
  })

  it('[CLIENT-40] what was read elsewhere calls no more, in its room or in its thread; so does what is taken back', () => {
    const at = { room: roomId('Workshop') }
    const thread = messageId('9')
    const plain = { ...at, seq: 11, id: messageId('11'), why: 'mention', title: '', text: '' } as const
    const within = { ...plain, why: 'thread', thread } as const
    const read = { event: 'room.read', ...at, with: { seq: 12, unread: 0, mentions: 0 } } as const
    const placed = (seq: number, on = true) => ({ event: 'thread.placed', ...at, with: { id: thread, seq, unread: 0, on } }) as const
    const answers = (event: Parameters<typeof isAnswered>[1]) => [plain, within].map((call) => isAnswered(call, event, ada.id))
    expect(answers(read)).toEqual([true, false])
    expect([answers(placed(11)), answers(placed(10)), answers(placed(0, false))]).toEqual([
      [false, true],
      [false, false],
      [false, true],
    ])
    expect(answers(said('Workshop', 12, ada, { thread }))).toEqual([false, true])
    expect(answers(said('Workshop', 12, bo, { thread }))).toEqual([false, false])
    expect(answers(entry('message.deleted', 'Workshop', 12, { id: plain.id, deletedAt: 5, by: bo.id }))).toEqual([true, true])
  })

  it('[CLIENT-40] a private chat does, unless it is muted or its person is blocked', () => {
    expect(heard({ kind: 'direct' }, 'Hello')).toMatchObject({ why: 'said', title: 'Bo' })
    expect(heard({ kind: 'direct', level: 'none' }, 'Hello')).toBeUndefined()
    expect(heard({ kind: 'direct', blocked: bo.id }, 'Hello')).toBeUndefined()
    expect(heard({ level: 'all', blocked: bo.id }, 'You, @Ada?', [ada.id])).toBeUndefined()
    const state = apply(world({ kind: 'direct', blocked: bo.id }), said('Workshop', 11))
    const direct = state.rooms.get(roomId('Workshop'))
    expect(direct && [levelOf(state, direct), callsIn(state, direct), direct.unread]).toEqual(['none', 0, 1])
  })

  it('[CLIENT-40] what one said, has read, or catches up with does not; what was said may be hidden', () => {
    const own = said('Workshop', 11, ada)
    expect(callOf(apply(world({ level: 'all' }), own), own)).toBeUndefined()
    const old = said('Workshop', 9)
    expect(callOf(world({ level: 'all' }), old)).toBeUndefined()
    expect(heard({ level: 'all', settings: { hideContent: true } }, 'A secret')).toMatchObject({ text: '', title: 'Bo · Workshop' })
  })

  it('[CLIENT-40] a reminder does when its time has come, even in a muted room', () => {
    const later = {
      id: 'l-1' as LaterId,
      kind: 'remind',
      room: roomId('Workshop'),
      text: 'plywood',
      message: messageId('9'),
      seq: 9,
      due: 5,
    } as const
    const kept = (state: 'waiting' | 'due') => ({ event: 'later.kept', with: { later: { ...later, state } } }) as const
    expect(callOf(world({ level: 'none' }), kept('due'))).toMatchObject({ why: 'reminder', seq: 9, text: 'plywood' })
    expect(callOf(world(), kept('waiting'))).toBeUndefined()
    const due = apply(world(), kept('due'))
    expect([dueSince(due, 4).length, dueSince(due, 5).length, dueSince(apply(world(), kept('waiting')), 0).length]).toEqual([1, 0, 0])
  })

  it('[CLIENT-40] words are found whole, whatever their capitals, in any script', () => {
    expect(holdsAny('The LASER cutter', ['laser'])).toBe(true)
    expect(holdsAny('lasers and blasers', ['laser'])).toBe(false)
    expect(holdsAny('(laser)', ['laser'])).toBe(true)
    expect(holdsAny('blaser, laser', ['laser'])).toBe(true)
    expect(holdsAny('レーザーカッターが空いた', ['カッター'])).toBe(true)
    expect(holdsAny('ein Übel', ['übel'])).toBe(true)
    expect(holdsAny('anything', [])).toBe(false)
  })

  it('[CLIENT-40] people are called as one calls them oneself', () => {
    const named = { ...world(), own: { ...world().own, marks: new Map([[bo.id, { user: bo.id, nickname: 'The Builder' }]]) } }
    expect(calledBy(named, bo)).toBe('The Builder')
    expect(calledBy(world(), bo)).toBe('Bo')
  })
})

describe('when nothing may', () => {
  const at = (clock: string) => new Date(`2026-03-04T${clock}:00`).getTime()
  it('[CLIENT-41] for a while from now, and each day between two hours, over midnight too', () => {
    expect(isQuiet({ until: 100, hours: null }, 99)).toBe(true)
    const open = { until: null, hours: null }
    expect((['busy', 'away'] as const).map((shownAs) => isResting({ shownAs, quiet: open }, 99))).toEqual([true, false])
    expect(isQuiet({ until: 100, hours: null }, 100)).toBe(false)
    const night = { until: null, hours: { from: '22:00', to: '07:00' } }
    expect(['21:59', '22:00', '00:00', '06:59', '07:00'].map((clock) => isQuiet(night, at(clock)))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ])
    const noon = { until: null, hours: { from: '12:30', to: '13:15' } }
    expect(['12:29', '12:30', '13:14', '13:15'].map((clock) => isQuiet(noon, at(clock)))).toEqual([false, true, true, false])
    expect(isQuiet({ until: null, hours: { from: '08:00', to: '08:00' } }, at('08:00'))).toBe(false)
  })

  it('[CLIENT-41] what is seen counts as read always, in private chats, or when one says so', () => {
    const reads = (['seen', 'private', 'asked'] as const).map((readWhen) => [
      readsBySight({ readWhen }, 'direct'),
      readsBySight({ readWhen }, 'group'),
    ])
    expect(reads).toEqual([
      [true, true],
      [true, false],
      [false, false],
    ])
  })
})
