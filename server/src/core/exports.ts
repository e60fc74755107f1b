// What somebody may take along: the rooms they are in, as they may read them, for as long as they may.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import type { Core } from './context.ts'
import type { Member } from './outcome.ts'
import { may } from './permissions.ts'
import { checkIn, seatOf } from './seats.ts'
import { checkStillIn } from './signin.ts'

export type Permit = {
  readonly user: UserId
  readonly rooms: readonly { readonly id: RoomId; readonly seesCode: boolean }[]
  /** Throws what a reader is told who may read no more. */
  readonly still: (tx: Tx, room: RoomId) => Promise<void>
}

/** One room, or all of them. Throws room_unknown, not_a_member. */
export async function permitFor(tx: Tx, user: UserId, room?: RoomId): Promise<Permit> {
  if (room !== undefined) await checkIn(tx, room, user)
  const seats = room === undefined ? await members.roomsOf(tx, user) : [await seatOf(tx, room, user)]
  return {
    user,
    rooms: seats.map(({ room: { id, kind }, member }) => ({ id, seesCode: may(kind, member.role, 'seeCode') })),
    still: async (now, id) => void (await checkIn(now, id, user)),
  }
}

/** The same for somebody who is signed in, until that ends. */
export async function checkExport(core: Core, caller: Member, room?: RoomId): Promise<Permit> {
  const permit = await core.store.read((tx) => permitFor(tx, caller.user, room))
  return {
    ...permit,
    async still(tx, id) {
      checkStillIn(core, caller)
      await permit.still(tx, id)
    },
  }
}
