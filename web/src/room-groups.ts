// The rooms as a list shows them: the Lobby, people, groups, channels.
import type { Room } from '@hearth/protocol/shapes.ts'
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

export function groupRooms(rooms: readonly Listed[]): RoomGroups {
  const of = (kind: Room['kind']): Listed[] =>
    rooms.filter((room) => room.kind === kind && !room.voice).sort((a, b) => a.name.localeCompare(b.name))
  const lobby = of('lobby')[0]
  const places = rooms.filter((room) => room.voice).sort((a, b) => a.name.localeCompare(b.name))
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

/** Is there something new that is not muted? */
export const isNew = (room: Listed): boolean => room.unread > 0 && !room.isMuted
