// Failed sign-ins, kept so that a restart does not forgive them.
import type { Tx } from './schema.ts'

/** `until`: no further try before that moment. */
export type AttemptRow = { readonly key: string; readonly count: number; readonly until: number }

export async function get(tx: Tx, key: string): Promise<AttemptRow | undefined> {
  return tx.selectFrom('attempts').selectAll().where('key', '=', key).executeTakeFirst()
}

export async function set(tx: Tx, { key, count, until }: AttemptRow): Promise<void> {
  await tx
    .insertInto('attempts')
    .values({ key, count, until })
    .onConflict((clash) => clash.column('key').doUpdateSet({ count, until }))
    .execute()
}

export async function clear(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('attempts').where('key', '=', key).execute()
}

/** Forgets those whose `until` lies before `now`. */
export async function sweep(tx: Tx, now: number): Promise<void> {
  await tx.deleteFrom('attempts').where('until', '<', now).execute()
}
