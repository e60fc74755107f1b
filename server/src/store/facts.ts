// Single values. `epoch`: a random mark made with the database. `written_by`: the version that last changed its layout.
import type { Static, TSchema } from 'typebox'
import { readOnce } from './columns.ts'
import type { Tx } from './schema.ts'

export async function get(tx: Tx, key: string): Promise<string | undefined> {
  const found = await tx.selectFrom('facts').select('value').where('key', '=', key).executeTakeFirst()
  return found?.value
}

/** One that holds JSON. Undefined: there is none; null: it is not what the schema says. */
export async function read<T extends TSchema>(tx: Tx, key: string, schema: T): Promise<Static<T> | null | undefined> {
  const value = await get(tx, key)
  return value === undefined ? undefined : (readOnce(schema, value) ?? null)
}

export async function set(tx: Tx, key: string, value: string): Promise<void> {
  await tx
    .insertInto('facts')
    .values({ key, value })
    .onConflict((clash) => clash.column('key').doUpdateSet({ value }))
    .execute()
}

export async function remove(tx: Tx, key: string): Promise<void> {
  await tx.deleteFrom('facts').where('key', '=', key).execute()
}
