// Sign-ins. The token itself is never here, only its hash.

import type { AppId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Scope } from '@hearth/protocol/scopes.ts'
import type { Selectable } from 'kysely'
import type { Schema, Tx } from './schema.ts'
import { type UserRow, userRow } from './users.ts'
import { inParts, wanted } from './wanted.ts'

export type SessionRow = {
  readonly id: SessionId
  readonly user: UserId
  readonly tokenHash: string
  readonly client: string
  readonly createdAt: number
  readonly seenAt: number
  /** Hash of what the device calls itself by, where it does. */
  readonly device?: string | undefined
  /** Of a token for a program: what it may do, and until when. */
  readonly limits?: { readonly scope: readonly Scope[]; readonly expiresAt: number }
  /** Of an older program: the app password it came in with. */
  readonly app?: AppId
  /** Where it was when it signed in. */
  readonly address?: string
}

export async function add(tx: Tx, row: SessionRow): Promise<void> {
  const { id, user, tokenHash, client, createdAt, seenAt, limits, app = null, address = null, device = null } = row
  const limited = { scope: limits?.scope.join(' ') ?? null, expires_at: limits?.expiresAt ?? null, app_id: app, address }
  await tx
    .insertInto('sessions')
    .values({ id, user_id: user, token_hash: tokenHash, client, created_at: createdAt, seen_at: seenAt, device, ...limited })
    .execute()
}

/** Those there are of many, with whose they are, in no particular order. */
export async function byTokenHashes(tx: Tx, hashes: readonly string[]): Promise<{ session: SessionRow; user: UserRow }[]> {
  return inParts(hashes, async (some) => {
    const rows = await tx
      .selectFrom(wanted(some).as('wanted'))
      .crossJoin('sessions')
      .innerJoin('users', 'users.id', 'sessions.user_id')
      .selectAll('users')
      .select(['sessions.id as session_id', 'sessions.token_hash', 'sessions.client'])
      .select([
        'sessions.created_at as begun_at',
        'sessions.seen_at as used_at',
        'sessions.scope',
        'sessions.expires_at',
        'sessions.device',
      ])
      .whereRef('sessions.token_hash', '=', 'wanted.column1')
      .execute()
    return rows.map((row) => {
      const { session_id: id, id: user, token_hash: tokenHash, client, begun_at: createdAt, used_at: seenAt } = row
      return {
        session: {
          id,
          user,
          tokenHash,
          client,
          createdAt,
          seenAt,
          ...(row.device === null ? {} : { device: row.device }),
          ...limitsOf(row),
        },
        user: userRow(row),
      }
    })
  })
}

/** Sign-ins, newest first. */
export const ofUser = (tx: Tx, user: UserId): Promise<SessionRow[]> => listed(tx, user, 'is')

/** Tokens for programs, newest first. */
export const tokensOfUser = (tx: Tx, user: UserId): Promise<SessionRow[]> => listed(tx, user, 'is not')

/** All of those whose client calls itself so at its beginning, of everybody. */
export async function ofClients(tx: Tx, beginning: string): Promise<SessionRow[]> {
  return (await tx.selectFrom('sessions').selectAll().where('client', 'like', `${beginning}%`).orderBy('id').execute()).map(sessionRow)
}

/** Takes out what ended before that time. */
export async function removeEnded(tx: Tx, now: number): Promise<{ id: SessionId; user: UserId }[]> {
  const rows = await tx.deleteFrom('sessions').where('expires_at', '<', now).returning(['id', 'user_id']).execute()
  return rows.map(({ id, user_id: user }) => ({ id, user }))
}

async function listed(tx: Tx, user: UserId, scope: 'is' | 'is not'): Promise<SessionRow[]> {
  const rows = await tx
    .selectFrom('sessions')
    .selectAll()
    .where('user_id', '=', user)
    .where('scope', scope, null)
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map(sessionRow)
}

/** The devices somebody is signed in on, each once, as hashes. */
export async function devicesOf(tx: Tx, user: UserId): Promise<readonly string[]> {
  const rows = await tx
    .selectFrom('sessions')
    .select('device')
    .distinct()
    .where('user_id', '=', user)
    .where('device', 'is not', null)
    .execute()
  return rows.flatMap(({ device }) => device ?? []).toSorted()
}

/** Whose sign-ins are on any of these devices, each once. */
export async function usersOn(tx: Tx, devices: readonly string[]): Promise<readonly UserId[]> {
  const rows = await inParts(devices, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .innerJoin('sessions', 'sessions.device', 'wanted.column1')
      .select('sessions.user_id as user')
      .distinct()
      .execute(),
  )
  return [...new Set(rows.map(({ user }) => user))]
}

/** Where those of these people's sign-ins were made that were used since. */
export async function addressesOf(
  tx: Tx,
  people: readonly UserId[],
  since: number,
): Promise<readonly { readonly user: UserId; readonly address: string }[]> {
  return inParts(people, async (some) => {
    const rows = await tx
      .selectFrom(wanted(some).as('wanted'))
      .innerJoin('sessions', 'sessions.user_id', 'wanted.column1')
      .select(['sessions.user_id as user', 'sessions.address'])
      .where('sessions.seen_at', '>=', since)
      .execute()
    return rows.flatMap(({ user, address }) => (address === null ? [] : [{ user, address }]))
  })
}

/** Takes out every sign-in made on a device; whose they were. */
export async function removeOfDevice(tx: Tx, device: string): Promise<{ id: SessionId; user: UserId }[]> {
  const rows = await tx.deleteFrom('sessions').where('device', '=', device).returning(['id', 'user_id']).execute()
  return rows.map(({ id, user_id: user }) => ({ id, user }))
}

/** Was it there? */
export async function remove(tx: Tx, id: SessionId): Promise<boolean> {
  const { numDeletedRows } = await tx.deleteFrom('sessions').where('id', '=', id).executeTakeFirst()
  return numDeletedRows > 0n
}

/** Those that came in with an app password; which they were. */
export async function removeOfApp(tx: Tx, app: AppId): Promise<SessionId[]> {
  return (await tx.deleteFrom('sessions').where('app_id', '=', app).returning('id').execute()).map(({ id }) => id)
}

/** All of a person, or all but one; which they were. */
export async function removeOfUser(tx: Tx, user: UserId, except?: SessionId): Promise<SessionId[]> {
  const ofThem = tx.deleteFrom('sessions').where('user_id', '=', user)
  const rows = await (except === undefined ? ofThem : ofThem.where('id', '!=', except)).returning('id').execute()
  return rows.map(({ id }) => id).toSorted()
}

/** Those there still are of many were used at this time. */
export async function touch(tx: Tx, ids: readonly SessionId[], at: number): Promise<void> {
  await inParts(ids, async (some) => {
    await tx
      .updateTable('sessions')
      .from(wanted(some).as('wanted'))
      .set({ seen_at: at })
      .whereRef('sessions.id', '=', 'wanted.column1')
      .execute()
    return []
  })
}

const sessionRow = (row: Selectable<Schema['sessions']>): SessionRow => ({
  id: row.id,
  user: row.user_id,
  tokenHash: row.token_hash,
  client: row.client,
  createdAt: row.created_at,
  seenAt: row.seen_at,
  ...(row.device === null ? {} : { device: row.device }),
  ...limitsOf(row),
  ...(row.app_id === null ? {} : { app: row.app_id }),
  ...(row.address === null ? {} : { address: row.address }),
})

/** The words were written by this very file. */
const limitsOf = ({
  scope,
  expires_at: expiresAt,
}: Pick<Selectable<Schema['sessions']>, 'scope' | 'expires_at'>): Pick<SessionRow, 'limits'> =>
  scope === null || expiresAt === null ? {} : { limits: { scope: scope.split(' ') as Scope[], expiresAt } }
