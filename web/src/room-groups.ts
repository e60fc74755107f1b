// The rooms as a list shows them: the Lobby, people, groups, channels.
import { type Names, shownNames } from '@hearth/client/called.ts'
import { levelIn, levelOf } from '@hearth/client/own.ts'
import { ownShown, roomShown, threadsShown } from '@hearth/client/shown.ts'
import type { State } from '@hearth/client/state.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { perLanguage } from './text/language.ts'
import { t } from './text/t.ts'

/** A room as a list shows it. */
export type Listed = Room & { readonly isMuted?: boolean }

export type RoomGroup = {
  readonly key: 'people' | 'groups' | 'channels' | 'places'
  readonly label: string
  readonly rooms: readonly Listed[]
}
export type RoomGroups = {
  readonly lobby: Listed | undefined
  readonly groups: readonly RoomGroup[]
  readonly inOrder: readonly Listed[]
}

/** One for each language, and many sorts. */
const byNames = perLanguage((locale) => new Intl.Collator(locale))
export const byName = (a: string, b: string): number => byNames().compare(a, b)

/** What is asked in many places with every message is made once for each state. */
const grouping = perLanguage(() => createGrouping())

/** The rooms as one calls them and wishes to be called by them. */
export const groupsOf = (state: Pick<State, 'rooms' | 'own' | 'people' | 'me' | 'marks'>): RoomGroups =>
  grouping()(state.rooms, ownShown(state), shownNames(state), state.marks)

export function createGrouping(): (rooms: State['rooms'], own: State['own'], names: Names, marks: State['marks']) => RoomGroups {
  let last: (Given & { readonly groups: RoomGroups }) | undefined
  let order: readonly Listed[] = []
  return (rooms, own, names, marks) => {
    if (last?.rooms === rooms && last.own === own && last.names === names && last.marks === marks) return last.groups
    order = inOrderOfNames({ rooms, own, names, marks }, order)
    last = { rooms, own, names, marks, groups: groupRooms(order) }
    return last.groups
  }
}

type Given = { readonly rooms: State['rooms']; readonly own: State['own']; readonly names: Names; readonly marks: State['marks'] }

/** A message changes what is counted, and no name: then the order is that of before. */
function inOrderOfNames(given: Given, before: readonly Listed[]): readonly Listed[] {
  const { rooms } = given
  if (before.length === rooms.size) {
    const same = before.flatMap((one) => {
      const now = rooms.get(one.id)
      const shown = now && listed(given, now)
      return shown?.name === one.name ? [shown] : []
    })
    if (same.length === before.length) return same
  }
  const { compare } = byNames()
  return Array.from(rooms.values(), (room) => listed(given, room)).sort((a, b) => compare(a.name, b.name))
}

function listed({ own, names, marks }: Given, said: Room): Listed {
  const room = roomShown(marks, said)
  const name = room.peer === undefined ? undefined : names.get(room.peer)
  const isMuted = levelIn(own, room) === 'none'
  return name === undefined && !isMuted ? room : { ...room, ...(name === undefined ? {} : { name }), isMuted }
}

/** @param rooms in the order of their names */
function groupRooms(rooms: readonly Listed[]): RoomGroups {
  const of = (kind: Room['kind']): Listed[] => rooms.filter((room) => room.kind === kind && !room.voice)
  const lobby = of('lobby')[0]
  const places = rooms.filter((room) => room.voice)
  const groups: RoomGroup[] = [
    { key: 'people', label: t('Private chats'), rooms: of('direct') },
    { key: 'groups', label: t('Groups'), rooms: of('group') },
    { key: 'channels', label: t('Channels'), rooms: of('channel') },
    ...(places.length > 0 ? [{ key: 'places' as const, label: t('Places to talk'), rooms: places }] : []),
  ]
  return { lobby, groups, inOrder: [...(lobby ? [lobby] : []), ...groups.flatMap((group) => group.rooms)] }
}

/** What asks for attention by a number: mentions, and everything said to oneself alone. Nothing where it is muted. */
export const calls = (room: Listed): number => (room.isMuted ? 0 : room.kind === 'direct' ? room.unread : room.mentions)

/** Replies that wait in threads one takes part in. No room's number tells of them; those of muted rooms call nobody. */
export function unreadReplies(state: Pick<State, 'threads' | 'rooms' | 'own' | 'marks'>): number {
  const { rooms } = state
  let many = 0
  for (const { room: id, unread } of threadsShown(state).values()) {
    const room = unread > 0 ? rooms.get(id) : undefined
    if (room && levelOf(state, room) !== 'none') many += unread
  }
  return many
}

/** Is there something new that is not muted? */
export const isNew = (room: Listed): boolean => room.unread > 0 && !room.isMuted
