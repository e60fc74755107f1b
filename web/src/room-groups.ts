// The rooms as a list shows them: the Lobby, people, groups, channels.
import type { Room } from '@hearth/protocol/shapes.ts'
import { t } from './text/t.ts'

export type RoomGroup = {
  readonly key: 'people' | 'groups' | 'channels' | 'places'
  readonly label: string
  readonly rooms: readonly Room[]
}
export type RoomGroups = { readonly lobby: Room | undefined; readonly groups: readonly RoomGroup[]; readonly inOrder: readonly Room[] }

export function groupRooms(rooms: readonly Room[]): RoomGroups {
  const of = (kind: Room['kind']): Room[] =>
    rooms.filter((room) => room.kind === kind && !room.voice).sort((a, b) => a.name.localeCompare(b.name))
  const lobby = of('lobby')[0]
  const places = rooms.filter((room) => room.voice).sort((a, b) => a.name.localeCompare(b.name))
  const groups: RoomGroup[] = [
    { key: 'people', label: t('People'), rooms: of('direct') },
    { key: 'groups', label: t('Groups'), rooms: of('group') },
    { key: 'channels', label: t('Channels'), rooms: of('channel') },
    ...(places.length > 0 ? [{ key: 'places' as const, label: t('Places to talk'), rooms: places }] : []),
  ]
  return { lobby, groups, inOrder: [...(lobby ? [lobby] : []), ...groups.flatMap((group) => group.rooms)] }
}

/** What asks for attention by a number: mentions, and everything said to oneself alone. */
export const calls = (room: Room): number => (room.kind === 'direct' ? room.unread : room.mentions)
