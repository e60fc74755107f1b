// Somebody asks the admins of a room to be let in.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as members from '#store/members.ts'
import * as mutes from '#store/mutes.ts'
import type { Tx } from '#store/open.ts'
import type { RoomRow } from '#store/rooms.ts'
import type { UserRow } from '#store/users.ts'
import type { Core } from '../context.ts'
import { tell } from '../log.ts'
import type { Telling } from '../outcome.ts'
import { userView } from '../views.ts'

/** So many may ask for one room at once. */
export const MOST_ASKING = 200

/** Undefined: they ask already. Throws too_many_members. */
export async function wish(
  core: Pick<Core, 'now'>,
  tx: Tx,
  room: RoomRow,
  person: UserRow,
  role: mutes.Wish['role'],
): Promise<readonly Telling[] | undefined> {
  if ((await mutes.wishesOf(tx, room.id, MOST_ASKING)).length >= MOST_ASKING) throw new ChatError('too_many_members')
  const at = core.now()
  if (!(await mutes.wish(tx, { room: room.id, user: person.id, at, role }))) return undefined
  const admins = await members.admins(tx, room.id)
  return [tell({ event: 'room.asked', room: room.id, with: { user: userView(person), at } }, { to: 'users', users: admins })]
}
