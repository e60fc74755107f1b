// Does anything hang on these messages? Of most pages nothing does, and then three questions with fifty ids each are spared.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { sql } from 'kysely'
import type { Tx } from './schema.ts'

export type Hanging = { readonly reactions: boolean; readonly pins: boolean; readonly threads: boolean }
const NOTHING: Hanging = { reactions: false, pins: false, threads: false }

/** True where something may: it is on one of them, or on a message whose id lies between theirs. One query. */
export async function on(tx: Tx, ids: readonly MessageId[]): Promise<Hanging> {
  const [first] = ids
  if (first === undefined) return NOTHING
  let [least, most] = [first, first]
  for (const id of ids) {
    if (id < least) least = id
    if (id > most) most = id
  }
  const { rows } = await sql<Record<keyof Hanging, unknown>>`select
    exists (select 1 from reactions where message_id >= ${least} and message_id <= ${most}) as reactions,
    exists (select 1 from pins where message_id >= ${least} and message_id <= ${most}) as pins,
    exists (select 1 from threads where root_id >= ${least} and root_id <= ${most}) as threads`.execute(tx)
  const [found] = rows
  // A flag is 0 or 1 on SQLite, and a boolean on PostgreSQL.
  return found === undefined ? NOTHING : { reactions: Boolean(found.reactions), pins: Boolean(found.pins), threads: Boolean(found.threads) }
}
