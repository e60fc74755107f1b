// What one keeps for oneself, as one's devices know it: settings, names of one's own, whom one blocks, what of a room calls for attention.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { ChatEvent, EventWith } from '@hearth/protocol/events.ts'
import type { LaterId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import type { Level, Mark, OwnSettings } from '@hearth/protocol/own-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { answering, type DraftPlace, inThread, roomOf } from './draft-places.ts'
import { ownShown } from './shown.ts'
import type { State } from './state.ts'

export type Own = {
  readonly settings: OwnSettings
  readonly marks: ReadonlyMap<UserId, Mark>
  /** Of rooms that are not as the settings say. */
  readonly levels: ReadonlyMap<RoomId, Level>
  /** What is half written, as the server has it. */
  readonly drafts: ReadonlyMap<DraftPlace, string>
  /** Words to be said, and reminders. */
  readonly later: ReadonlyMap<LaterId, Later>
}

export const emptyOwn: Own = {
  settings: standardSettings,
  marks: new Map(),
  levels: new Map(),
  drafts: new Map(),
  later: new Map(),
}

export const ownFrom = (given: Gives<'session.resume'>['own']): Own =>
  given === undefined
    ? emptyOwn
    : {
        settings: given.settings,
        marks: new Map(given.marks.map((mark) => [mark.user, mark])),
        levels: new Map(given.rooms.map(({ room, notify }) => [room, notify])),
        drafts: new Map<DraftPlace, string>([
          ...given.drafts.flatMap(({ room, text }) => (text === '' ? [] : [[room, text] as const])),
          ...given.drafts.flatMap(({ room, replyTo }) => (replyTo === undefined ? [] : [[answering(room), replyTo] as const])),
          ...(given.threadDrafts ?? []).map(({ room, thread, text }) => [inThread(room, thread), text] as const),
        ]),
        later: new Map(given.later.map((later) => [later.id, later])),
      }

/** What an event says of it; the same where it says nothing. */
export function applyToOwn(own: Own, event: ChatEvent): Own {
  switch (event.event) {
    case 'own.changed':
      return { ...own, settings: event.with.settings }
    case 'contact.marked':
      return { ...own, marks: marked(own.marks, event.with.mark) }
    case 'room.noted':
      return event.room === undefined ? own : { ...own, levels: changed(own.levels, event.room, event.with.notify) }
    case 'draft.kept':
      return event.room === undefined ? own : { ...own, drafts: keptIn(own.drafts, event.room, event.with) }
    case 'thread.drafted':
      return event.room === undefined
        ? own
        : { ...own, drafts: changed(own.drafts, inThread(event.room, event.with.id), event.with.text || null) }
    case 'later.kept':
      return { ...own, later: changed(own.later, event.with.later.id, event.with.later) }
    case 'later.gone':
      return { ...own, later: changed(own.later, event.with.id, null) }
    case 'room.deleted':
      return event.room === undefined ? own : withoutRoom(own, event.room)
    default:
      return own
  }
}

const marked = (marks: Own['marks'], mark: Mark): Own['marks'] =>
  changed(marks, mark.user, mark.nickname !== undefined || mark.blocked ? mark : null)

const keptIn = (drafts: Own['drafts'], room: RoomId, { text, replyTo }: EventWith<'draft.kept'>): Own['drafts'] =>
  changed(changed(drafts, room, text || null), answering(room), replyTo ?? null)

/** Null: not any more. */
function changed<K, V>(map: ReadonlyMap<K, V>, key: K, value: V | null): ReadonlyMap<K, V> {
  const after = new Map(map)
  if (value === null) after.delete(key)
  else after.set(key, value)
  return after
}

const withoutRoom = (own: Own, room: RoomId): Own => ({
  ...own,
  levels: changed(own.levels, room, null),
  drafts: new Map([...own.drafts].filter(([place]) => roomOf(place) !== room)),
  later: new Map([...own.later].filter(([, later]) => later.room !== room)),
})

type Known = Pick<State, 'own' | 'marks'>

/** What one calls somebody. */
export const calledBy = (state: Known, user: Pick<User, 'id' | 'displayName'>): string =>
  ownShown(state).marks.get(user.id)?.nickname ?? user.displayName

export const isBlocked = (state: Known, user: UserId | undefined): boolean => blockedIn(ownShown(state), user)

const blockedIn = ({ marks }: Own, user: UserId | undefined): boolean => user !== undefined && marks.get(user)?.blocked === true

/** What of a room calls for attention. */
export const levelOf = (state: Known, room: Pick<Room, 'id' | 'kind' | 'peer'>): Level => levelIn(ownShown(state), room)

/**
 * The same by what one keeps, as `ownShown` gives it. A private chat does always call, unless it is muted or its other person is blocked.
 */
export function levelIn(own: Own, room: Pick<Room, 'id' | 'kind' | 'peer'>): Level {
  if (room.kind === 'direct' && blockedIn(own, room.peer)) return 'none'
  return own.levels.get(room.id) ?? (room.kind === 'direct' ? 'all' : own.settings.notify)
}

/** How many things in a room are meant for oneself: its number in a list. Nothing where it is muted. */
export function callsIn(state: Known, room: Pick<Room, 'id' | 'kind' | 'peer' | 'unread' | 'mentions'>): number {
  if (levelOf(state, room) === 'none') return 0
  return room.kind === 'direct' ? room.unread : room.mentions
}
