// What is offered while somebody types @ # : or /.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Member, Room } from '@hearth/protocol/shapes.ts'
import type { ReactElement } from 'react'
import { toned } from '../../emoji.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { t } from '../../text/t.ts'
import { peopleCount } from '../../words.ts'
import { commandsFor, type Where } from './commands.ts'
import { type EmojiName, emojiFor, mayCallAll, roomsFor, type Sign, whoFits } from './completion.ts'

export type Offer = {
  readonly key: string
  readonly mark: ReactElement | null
  readonly says: string
  readonly more: string
  /** Who types one of these means it: see `meantBy`. */
  readonly names: readonly string[]
  /** What stands there when it is chosen. */
  readonly put: string
}

type World = {
  readonly room: Room
  readonly me: UserId
  readonly members: readonly Member[]
  readonly rooms: Iterable<Room>
  readonly emoji: readonly EmojiName[]
  readonly where: Where
}

export function offersFor(sign: Sign, typed: string, world: World): readonly Offer[] {
  switch (sign) {
    case '@':
      return [...people(typed, world), ...everybody(typed, world.room)]
    case '#':
      return roomsFor(world.rooms, typed).map((room) => ({
        ...{ key: room.id, mark: <RoomMark room={room} size={24} />, says: room.name, more: room.topic },
        ...{ names: [], put: `#${room.name} ` },
      }))
    case ':':
      return emojiFor(world.emoji, typed).map(([emoji, name]) => ({
        ...{ key: emoji, mark: <span>{toned(emoji)}</span>, says: name.replaceAll('_', ' '), more: '' },
        ...{ names: [], put: `${toned(emoji)} ` },
      }))
    case '/':
      return commandsFor(world.room, world.where, typed).map(({ name, says, takes }) => ({
        ...{ key: name, mark: null, says: takes ? `/${name} ${takes()}` : `/${name}`, more: says() },
        ...{ names: [name], put: `/${name} ` },
      }))
  }
}

const people = (typed: string, { members, me }: World): readonly Offer[] =>
  whoFits(
    members.map(({ user }) => user).filter(({ id }) => id !== me),
    typed,
  ).map((user) => ({
    ...{ key: user.id, mark: <Avatar user={user} size={24} />, says: user.displayName, more: `@${user.name}` },
    ...{ names: [user.name, user.displayName, ...user.displayName.split(/\s+/)], put: `@${user.name} ` },
  }))

function everybody(typed: string, room: Room): readonly Offer[] {
  if (!mayCallAll(room)) return []
  const rows = [
    { key: 'all', says: '@all', more: t('Everybody here: {people}', { people: peopleCount(room.members) }) },
    { key: 'here', says: '@here', more: t('Everybody who is connected just now') },
  ]
  return rows
    .filter(({ key }) => key.startsWith(typed.toLowerCase()))
    .map((row) => ({ ...row, mark: <RoomMark room={room} size={24} />, names: [row.key], put: `@${row.key} ` }))
}
