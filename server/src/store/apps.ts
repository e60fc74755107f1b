// App passwords. The secret itself is never here: of each form in which older programs send it, only what is looked up.
import type { AppReach } from '@hearth/protocol/factor-shapes.ts'
import type { AppId, UserId } from '@hearth/protocol/ids.ts'
import type { Selectable } from 'kysely'
import type { KeyForm, Schema, Tx } from './schema.ts'

export type AppRow = {
  readonly id: AppId
  readonly user: UserId
  readonly name: string
  readonly reach: AppReach
  /** Empty: all of them. */
  readonly gateways: readonly string[]
  readonly createdAt: number
  readonly seenAt: number | null
  readonly expiresAt: number | null
  /** Digests of what a program sends. */
  readonly forms: Readonly<Record<KeyForm, string>>
  readonly salt: string
}

export async function add(tx: Tx, { id, user, name, reach, gateways, createdAt, seenAt, expiresAt, forms, salt }: AppRow): Promise<void> {
  const kept = { name, reach, gateways: gateways.join(' '), created_at: createdAt, seen_at: seenAt, expires_at: expiresAt }
  await tx
    .insertInto('app_passwords')
    .values({ id, user_id: user, ...kept, ...forms, salt })
    .execute()
}

/** The newest first. */
export async function ofUser(tx: Tx, user: UserId): Promise<AppRow[]> {
  const rows = await tx
    .selectFrom('app_passwords')
    .selectAll()
    .where('user_id', '=', user)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(appRow)
}

export async function touch(tx: Tx, id: AppId, at: number): Promise<void> {
  await tx.updateTable('app_passwords').set({ seen_at: at }).where('id', '=', id).execute()
}

export async function remove(tx: Tx, id: AppId): Promise<void> {
  await tx.deleteFrom('app_passwords').where('id', '=', id).execute()
}

/** Takes out what ended before that time. */
export async function removeEnded(tx: Tx, now: number): Promise<{ id: AppId; user: UserId }[]> {
  const rows = await tx.deleteFrom('app_passwords').where('expires_at', '<', now).returning(['id', 'user_id']).execute()
  return rows.map(({ id, user_id: user }) => ({ id, user }))
}

export async function forgetPerson(tx: Tx, user: UserId): Promise<void> {
  await tx.deleteFrom('app_passwords').where('user_id', '=', user).execute()
}

/** The words were written by this very file. */
const appRow = (row: Selectable<Schema['app_passwords']>): AppRow => ({
  ...{ id: row.id, user: row.user_id, name: row.name, reach: row.reach, salt: row.salt },
  gateways: row.gateways === '' ? [] : row.gateways.split(' '),
  ...{ createdAt: row.created_at, seenAt: row.seen_at, expiresAt: row.expires_at },
  forms: { plain: row.plain, hashed: row.hashed, salted: row.salted },
})
