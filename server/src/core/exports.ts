// What somebody may take along: the rooms they are in, as they may read them, for as long as they may; or, who looks after the server,
// all of it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as members from '#store/members.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import { note } from './moderation/audit.ts'
import type { Member } from './outcome.ts'
import { may } from './permissions.ts'
import { noting } from './refused.ts'
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
  const permit = await noting(core, caller, 'export.take', () => core.store.read((tx) => permitFor(tx, caller.user, room)))
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
  const check = async (tx: Tx) => {
    await still(tx)
    const row = room === undefined ? undefined : await rooms.byId(tx, room)
    if (room !== undefined && (row === undefined || row.deletedAt !== null)) throw new ChatError('room_unknown')
  }
  await noting(core, caller, 'export.take', () => core.store.read(check))
  noteExport(core, caller, room, room === undefined ? 'the whole server' : 'all of a room')
  return still
}

/** Beside it: on a full disk one may want nothing more than to take everything along. */
const noteExport = ({ watch }: Core, { user: by, address }: Member, room: RoomId | undefined, detail: string): void =>
  watch.saw({ deed: 'export.taken', kind: `${detail} ${room ?? ''}`, by, from: address, room, detail: `${detail}, from ${address}` })

/** On the server's own machine, where nobody is signed in. */
export const takenHere = (core: Core, tx: Tx, what: { readonly user?: UserId; readonly room?: RoomId }): Promise<void> =>
  note(core, tx, { by: null, deed: 'export.taken', ...what, detail: `${whatOf(what)}, on the server’s own machine` })

function whatOf({ user, room }: { readonly user?: UserId; readonly room?: RoomId }): string {
  if (user !== undefined) return room === undefined ? 'all that a person may read' : 'a room, as a person reads it'
  return room === undefined ? 'the whole server' : 'all of a room'
}
