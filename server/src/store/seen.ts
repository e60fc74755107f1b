// Who has read how far, for those who let others know it.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'
import { inParts, wanted } from './wanted.ts'

/** Shown is how it is where nothing was said. */
export async function setShown(tx: Tx, user: UserId, shown: boolean): Promise<void> {
  if (shown) await tx.deleteFrom('reading_hidden').where('user_id', '=', user).execute()
  else
    await tx
      .insertInto('reading_hidden')
      .values({ user_id: user })
      .onConflict((clash) => clash.doNothing())
      .execute()
}

export async function isShown(tx: Tx, user: UserId): Promise<boolean> {
  const found = await tx.selectFrom('reading_hidden').select('user_id').where('user_id', '=', user).executeTakeFirst()
  return found === undefined
}

/** Those of them who hide it. */
export async function hiddenAmong(tx: Tx, users: readonly UserId[]): Promise<ReadonlySet<UserId>> {
  const rows = await inParts(users, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .innerJoin('reading_hidden', 'reading_hidden.user_id', 'wanted.column1')
      .select('reading_hidden.user_id')
      .execute(),
  )
  return new Set(rows.map(({ user_id }) => user_id))
}

/** All who hide it. */
export async function hidden(tx: Tx): Promise<UserId[]> {
  const rows = await tx.selectFrom('reading_hidden').select('user_id').orderBy('user_id').execute()
  return rows.map(({ user_id }) => user_id)
}

/** Who was in the room when it was said, has read so far, and shows it. */
export async function by(tx: Tx, room: RoomId, seq: number, except: UserId): Promise<UserId[]> {
  const rows = await tx
    .selectFrom('members')
    .leftJoin('reading_hidden', 'reading_hidden.user_id', 'members.user_id')
    .select('members.user_id')
    .where('members.room_id', '=', room)
    .where('members.read_seq', '>=', seq)
    .where('members.joined_seq', '<', seq)
    .where('members.user_id', '!=', except)
    .where('reading_hidden.user_id', 'is', null)
    .orderBy('members.user_id')
    .execute()
  return rows.map(({ user_id }) => user_id)
}
