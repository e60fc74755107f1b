// What somebody is asked once before their words are said: that many are called, or that somebody will not hear of it.
import type { State } from '@hearth/client/state.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { MOST_CALLED } from '@hearth/protocol/permissions.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { t } from '../../text/t.ts'
import type { Question } from '../../ui.ts'
import { listOf } from '../../words.ts'
import { callsOf, mayCallAll, strangersIn } from './completion.ts'

type Asked = Pick<Question, 'title' | 'says' | 'act'>

/** Must the list of the room's people be known to answer that? */
export const needsMembers = (room: Room, text: string): boolean =>
  room.kind !== 'direct' && mayCallAll(room) && callsOf(text)?.by === 'here'

/** Null: nothing needs to be asked. */
export function questionBefore({ members, people, presence, me }: State, room: Room, text: string): Asked | null {
  const calls = callsOf(text)
  const inside = members.get(room.id)
  const isOnline = (id: UserId): boolean => id !== me?.id && presence.get(id)?.state === 'online'
  if (calls && calls.by !== 'names' && room.kind !== 'direct') {
    if (!mayCallAll(room)) return callsNobody(room)
    const count = calls.by === 'all' ? room.members - 1 : (inside ?? []).filter(({ user }) => isOnline(user.id)).length
    return callsMany(room, count)
  }
  // Where the list was not asked for nobody has typed an @.
  const strangers = inside ? strangersIn(text, people.values(), new Set(inside.map(({ user }) => user.id))) : []
  if (strangers.length > 0) return hearsNothing(room, listOf(strangers.map((user) => user.displayName)))
  return calls?.by === 'names' ? callsMany(room, calls.names) : null
}

const callsMany = (room: Room, count: number): Asked => ({
  title: t('Call so many in {room}?', { room: room.name }),
  says: t.many(count, 'This calls {count} person, whatever they are doing.', 'This calls {count} people, whatever they are doing.'),
  act: t('Send anyway'),
})

const callsNobody = (room: Room): Asked => ({
  title: t('Nobody is called by this'),
  says: t('In {room} only admins call everybody at once, and only as long as there are at most {most} people.', {
    room: room.name,
    most: MOST_CALLED,
  }),
  act: t('Send anyway'),
})

const hearsNothing = (room: Room, names: string): Asked => ({
  title: t('{names} will not hear of it', { names }),
  says: t('Who is not in {room} is not called by a mention there.', { room: room.name }),
  act: t('Send anyway'),
})
