// What somebody may take along: the rooms they are in, as they may read them, for as long as they may; or, who looks after the server,
// all of it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
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
  noteExport(core, caller, room, room === undefined ? 'all they may read' : 'a room, as they read it')
  return {
    ...permit,
    async still(tx, id) {
      checkStillIn(core, caller)
      await permit.still(tx, id)
    },
  }
}

/**
 * The whole server, or one of its rooms, for an admin who is signed in, until one of both ends. Throws not_allowed, room_unknown.
 * Gives what throws when that has ended.
 */
export async function checkHouseExport(core: Core, caller: Member, room?: RoomId): Promise<(tx: Tx) => Promise<void>> {
  const still = async (tx: Tx) => {
    checkStillIn(core, caller)
    if ((await users.byId(tx, caller.user))?.admin !== true) throw new ChatError('not_allowed')
  }
  await core.store.read(async (tx) => {
    await still(tx)
    const row = room === undefined ? undefined : await rooms.byId(tx, room)
    if (room !== undefined && (row === undefined || row.deletedAt !== null)) throw new ChatError('room_unknown')
  })
  noteExport(core, caller, room, room === undefined ? 'the whole server' : 'all of a room')
  return still
}

/** Beside it: on a full disk one may want nothing more than to take everything along. */
const noteExport = ({ watch }: Core, { user: by, address }: Member, room: RoomId | undefined, detail: string): void =>
  watch.saw({ deed: 'export.taken', kind: `${detail} ${room ?? ''}`, by, from: address, room, detail: `${detail}, from ${address}` })
