// Single values. `epoch`: a random mark made with the database. `written_by`: the version that last changed its layout.
import type { Tx } from './schema.ts'

export async function get(tx: Tx, key: string): Promise<string | undefined> {
  const found = await tx.selectFrom('facts').select('value').where('key', '=', key).executeTakeFirst()
  return found?.value
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
