// The list of a room's people, kept whole and in the order they came.
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Member, Role } from '@hearth/protocol/shapes.ts'

/** What an entry of the room's log does to the list; idempotent, like everything that is put on top of a page. */
export function applyToMembers(list: readonly Member[], event: LoggedEvent): readonly Member[] {
  switch (event.event) {
    case 'room.joined':
      return add(list, { user: event.with.user, role: event.with.role, joinedAt: event.with.at })
    case 'room.left':
    case 'room.removed':
      return remove(list, event.with.user)
    case 'room.role':
      return setRole(list, event.with.user, event.with.role)
    default:
      return list
  }
}

function add(list: readonly Member[], member: Member): readonly Member[] {
  const others = list.filter((one) => one.user.id !== member.user.id)
  const at = others.findLastIndex((one) => comesBefore(one, member)) + 1
  return others.toSpliced(at, 0, member)
}

const comesBefore = (a: Member, b: Member): boolean => a.joinedAt < b.joinedAt || (a.joinedAt === b.joinedAt && a.user.id < b.user.id)

function remove(list: readonly Member[], user: UserId): readonly Member[] {
  return list.some((one) => one.user.id === user) ? list.filter((one) => one.user.id !== user) : list
}

function setRole(list: readonly Member[], user: UserId, role: Role): readonly Member[] {
  return list.some((one) => one.user.id === user && one.role !== role)
    ? list.map((one) => (one.user.id === user ? { ...one, role } : one))
    : list
}
