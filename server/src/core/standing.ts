// Who stands where, for those who speak: read once, forgotten when it changes, so that most of what is said needs no look at the store.
//
// 1. It is filled and asked only in the turn of a job in the queue of writes; whatever changes a room's people forgets the room in
//    its own turn. So what is known is what the store would answer.
// 2. When the storage fails nobody knows what a batch had changed: all is forgotten.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Role, RoomKind } from '@hearth/protocol/shapes.ts'
import type { Curb } from './moderation/curbs.ts'
import type { Place } from './seats.ts'

export type Standing = {
  /** May be unknown of people who are in the room. */
  roleOf(room: RoomId, user: UserId): Stand | undefined
  /** @param curb what keeps them from speaking besides their role; undefined for nothing */
  keep(place: Place, curb: Curb | undefined): void
  forget(room: RoomId): void
  forgetAll(): void
}

/** People known at most, in all rooms together: some 20 MB. */
const MOST = 200_000

export type Stand = { readonly kind: RoomKind; readonly role: Role; readonly curb: Curb | undefined }

export function createStanding(): Standing {
  const rooms = new Map<RoomId, Map<UserId, Stand>>()
  let count = 0

  function forget(room: RoomId): void {
    count -= rooms.get(room)?.size ?? 0
    rooms.delete(room)
  }
  function forgetAll(): void {
    rooms.clear()
    count = 0
  }
  return {
    roleOf: (room, user) => rooms.get(room)?.get(user),
    keep({ room, member }, curb) {
      if (count >= MOST) forgetAll()
      let people = rooms.get(room.id)
      if (people === undefined) rooms.set(room.id, (people = new Map()))
      if (!people.has(member.user)) count++
      people.set(member.user, { kind: room.kind, role: member.role, curb })
    },
    forget,
    forgetAll,
  }
}
