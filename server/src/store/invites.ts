// Invitations: into the house, into a room. The token itself is never here, only its hash.
import type { InviteId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Selectable } from 'kysely'
import type { InviteTable, Tx } from './schema.ts'

export type InviteRow = {
  readonly id: InviteId
  readonly tokenHash: string
  /** Null: made on the server's own machine. */
  readonly by: UserId | null
  readonly room: RoomId | null
  readonly role: 'member' | 'admin'
  readonly createdAt: number
  readonly expiresAt: number
  readonly usesLeft: number
  readonly uses: number
  /** Lets people make accounts where registration is by invitation. */
  readonly opens: boolean
  /** Somebody lets in who comes by it: of who makes an account the server's moderators, else the room's admins. */
  readonly asks: boolean
}

export async function add(tx: Tx, row: InviteRow): Promise<void> {
  const { id, tokenHash, by, room, role, createdAt, expiresAt, usesLeft, uses, opens, asks } = row
  await tx
    .insertInto('invites')
    .values({
      ...{ id, token_hash: tokenHash, by_id: by, room_id: room, role, uses, opens: opens ? 1 : 0, asks: asks ? 1 : 0 },
      ...{ created_at: createdAt, expires_at: expiresAt, uses_left: usesLeft },
    })
    .execute()
}

/** One that is still good. */
export async function byHash(tx: Tx, tokenHash: string, now: number): Promise<InviteRow | undefined> {
  const found = await good(tx, now).where('token_hash', '=', tokenHash).executeTakeFirst()
  return found && inviteRow(found)
}

export async function byId(tx: Tx, id: InviteId, now: number): Promise<InviteRow | undefined> {
  const found = await good(tx, now).where('id', '=', id).executeTakeFirst()
  return found && inviteRow(found)
}

/** Those that are still good, the newest first: of a room, of who made them, or all. */
export async function list(tx: Tx, now: number, of: { readonly room?: RoomId; readonly by?: UserId }): Promise<InviteRow[]> {
  let wanted = good(tx, now)
  if (of.room !== undefined) wanted = wanted.where('room_id', '=', of.room)
  if (of.by !== undefined) wanted = wanted.where('by_id', '=', of.by)
  return (await wanted.orderBy('created_at', 'desc').orderBy('id').execute()).map(inviteRow)
}

/** Was it good? One use of it is gone then. */
export async function burn(tx: Tx, tokenHash: string, now: number): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('invites')
    .set(({ eb }) => ({ uses_left: eb('uses_left', '-', 1) }))
    .where('token_hash', '=', tokenHash)
    .where('expires_at', '>', now)
    .where('uses_left', '>', 0)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function remove(tx: Tx, id: InviteId): Promise<void> {
  await tx.deleteFrom('invites').where('id', '=', id).execute()
}

/** Into a room that is no more nobody is invited. */
export async function forgetRoom(tx: Tx, room: RoomId): Promise<void> {
  await tx.deleteFrom('invites').where('room_id', '=', room).execute()
}

export async function forgetPerson(tx: Tx, by: UserId): Promise<void> {
  await tx.deleteFrom('invites').where('by_id', '=', by).execute()
}

const good = (tx: Tx, now: number) => tx.selectFrom('invites').selectAll().where('expires_at', '>', now).where('uses_left', '>', 0)

const inviteRow = (row: Selectable<InviteTable>): InviteRow => ({
  id: row.id,
  tokenHash: row.token_hash,
  by: row.by_id,
  room: row.room_id,
  role: row.role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  usesLeft: row.uses_left,
  uses: row.uses,
  opens: row.opens === 1,
  asks: row.asks === 1,
})
