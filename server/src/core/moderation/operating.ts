// What the command line does about people: the same deeds, by whoever has the machine, so above everybody.
import { ServerRole } from '@hearth/protocol/moderation-shapes.ts'
import { type TObject, Type } from 'typebox'
import * as audit from '#store/audit.ts'
import * as mutes from '#store/mutes.ts'
import type { Tx } from '#store/open.ts'
import * as rooms from '#store/rooms.ts'
import * as users from '#store/users.ts'
import { cutSessions } from '../accounts.ts'
import type { Core } from '../context.ts'
import { takeAway } from '../factors/safety.ts'
import { named } from '../operated.ts'
import type { Telling } from '../outcome.ts'
import { note } from './audit.ts'
import { giveRole } from './people.ts'

const strict = { additionalProperties: false }
const word = Type.String({ minLength: 1, maxLength: 4096 })
const MINUTE_MS = 60_000

/** `minutes` 0: they may speak again. */
export const moderationDeeds = {
  'user.role': Type.Object({ name: word, role: ServerRole }, strict),
  'user.mute': Type.Object(
    { name: word, minutes: Type.Integer({ minimum: 0, maximum: 525_600 }), reason: Type.String({ maxLength: 250 }) },
    strict,
  ),
  'user.signout': Type.Object({ name: word }, strict),
  'user.unlock': Type.Object({ name: word }, strict),
  'audit.show': Type.Object({ most: Type.Integer({ minimum: 1, maximum: 1000 }) }, strict),
} as const satisfies Record<string, TObject>

/** `by` null: the command line. */
export type AuditLine = {
  readonly at: number
  readonly by: string | null
  readonly deed: string
  readonly user: string | null
  readonly room: string | null
  readonly detail: string
}

type Done<T> = { readonly gives: T; readonly tellings: readonly Telling[] }

export async function setRole(core: Core, tx: Tx, name: string, role: ServerRole): Promise<Done<{ name: string; role: string }>> {
  const { after, tellings } = await giveRole(core, tx, await named(tx, name), role, null)
  return { gives: { name: after.name, role }, tellings }
}

export async function mute(
  core: Core,
  tx: Tx,
  name: string,
  minutes: number,
  reason: string,
): Promise<Done<{ name: string; until: number | null }>> {
  const row = await named(tx, name)
  if (minutes === 0) {
    if (await mutes.remove(tx, row.id, null)) await note(core, tx, { by: null, deed: 'mute.lifted', user: row.id })
    return { gives: { name: row.name, until: null }, tellings: [] }
  }
  const at = core.now()
  const until = at + minutes * MINUTE_MS
  await mutes.add(tx, { user: row.id, room: null, until, by: row.id, reason, at })
  await note(core, tx, { by: null, deed: 'mute.set', user: row.id, detail: `${minutes} min ${reason}`.trim() })
  return { gives: { name: row.name, until }, tellings: [{ do: 'hush', user: row.id }] }
}

/** Memory follows the disk. */
export async function reloadMutes(core: Core): Promise<void> {
  core.curbs.load(await core.store.read((tx) => mutes.list(tx, core.now())))
  core.standing.forgetAll()
}

export async function signOut(core: Core, tx: Tx, name: string): Promise<Done<{ name: string }>> {
  const row = await named(tx, name)
  await note(core, tx, { by: null, deed: 'person.signed-out', user: row.id })
  return { gives: { name: row.name }, tellings: await cutSessions(core, tx, row.id, 'session_unknown') }
}

/** Codes and passkeys are taken away, and sign-ins end: for who has lost them, also where that is the only owner. Throws factor_off. */
export async function unlock(core: Core, tx: Tx, name: string): Promise<Done<{ name: string; row: users.UserRow }>> {
  const row = await named(tx, name)
  return { gives: { name: row.name, row }, tellings: await takeAway(core, tx, row.id, null) }
}

/** The newest last, as a log is read. */
export async function showAudit(tx: Tx, most: number): Promise<{ lines: AuditLine[] }> {
  const rows = (await audit.page(tx, { limit: most })).toReversed()
  const ids = new Set(rows.flatMap(({ by, user }) => [by, user]).filter((id) => id !== null))
  const names = new Map((await users.byIds(tx, [...ids])).map(({ id, name }) => [id, name]))
  const places = new Map<string, string>()
  for (const { room } of rows) if (room !== null && !places.has(room)) places.set(room, (await rooms.byId(tx, room))?.name || room)
  return {
    lines: rows.map(({ at, by, deed, user, room, detail }) => ({
      ...{ at, by: by && (names.get(by) ?? by), deed, user: user && (names.get(user) ?? user) },
      ...{ room: room && (places.get(room) ?? room), detail },
    })),
  }
}
