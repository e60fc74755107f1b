// Emoji on messages.
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import type { Reaction } from '@hearth/protocol/shapes.ts'
import type { Tx } from './schema.ts'

export type ReactionRow = { readonly message: MessageId; readonly user: UserId; readonly emoji: string; readonly at: number }

/** Was it new? */
export async function add(tx: Tx, { message, user, emoji, at }: ReactionRow): Promise<boolean> {
  const next = tx
    .selectFrom('reactions')
    .select(({ eb, fn, lit }) => eb(fn.coalesce(fn.max('place'), lit(0)), '+', 1).as('place'))
    .where('message_id', '=', message)
    .$asScalar()
  const { numInsertedOrUpdatedRows } = await tx
    .insertInto('reactions')
    .values({ message_id: message, user_id: user, emoji, at, place: next })
    .onConflict((clash) => clash.doNothing())
    .executeTakeFirst()
  return numInsertedOrUpdatedRows === 1n
}

/** Was it there? */
export async function remove(tx: Tx, message: MessageId, user: UserId, emoji: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('reactions')
    .where('message_id', '=', message)
    .where('user_id', '=', user)
    .where('emoji', '=', emoji)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Emoji in the order of first use, people in the order they reacted. Messages without reactions are left out. */
export async function of(tx: Tx, ids: readonly MessageId[]): Promise<Map<MessageId, Reaction[]>> {
  const found = new Map<MessageId, Reaction[]>()
  if (ids.length === 0) return found
  const rows = await tx
    .selectFrom('reactions')
    .select(['message_id', 'user_id', 'emoji'])
    .where('message_id', 'in', ids)
    .orderBy('place')
    .execute()
  for (const { message_id, user_id, emoji } of rows) {
    const list = found.get(message_id) ?? []
    found.set(message_id, list)
    const same = list.find((reaction) => reaction.emoji === emoji)
    if (same === undefined) list.push({ emoji, users: [user_id] })
    else same.users.push(user_id)
  }
  return found
}

/** How many different emoji. */
export async function kinds(tx: Tx, message: MessageId): Promise<number> {
  const { kinds } = await tx
    .selectFrom('reactions')
    .select(({ fn }) => fn.count<number>('emoji').distinct().as('kinds'))
    .where('message_id', '=', message)
    .executeTakeFirstOrThrow()
  return kinds
}
