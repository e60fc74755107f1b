// What whoever looks after the server should see to, and nobody else can mend: backups that fail, stored files that are damaged. Told to
// admins at once, and when they come in.
import { type Trouble, TroubleWord } from '@hearth/protocol/trouble-shapes.ts'
import { type Static, Type } from 'typebox'
import * as facts from '#store/facts.ts'
import * as files from '#store/files.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'

/** What came of the last backup. `at`: when it began. */
export const Result = Type.Union([
  Type.Object({ at: Type.Integer(), file: Type.String(), says: Type.Optional(Type.String()), about: Type.Optional(TroubleWord) }),
  Type.Object({ at: Type.Integer(), says: Type.String(), about: Type.Optional(TroubleWord) }),
])
export type Result = Static<typeof Result>

/** Contents that the disk has damaged or lost. `at`: when the first of them was found. */
export const Damaged = Type.Object({ at: Type.Integer(), hashes: Type.Array(Type.String()) })
export type Damaged = Static<typeof Damaged>

export const LAST = 'backup.last'
export const DAMAGED = 'files.damaged'
const NAMED = 3

/** Of two the backup comes first; its sentence is followed by that of the files. */
export async function troubleOf(tx: Tx): Promise<Trouble | null> {
  const backup = await facts.read(tx, LAST, Result)
  const damaged = await damagedFiles(tx)
  if (backup?.says === undefined) return damaged
  const code = 'file' in backup ? 'backup_incomplete' : 'backup_failed'
  const { says, at, about = { what: 'said', says } } = backup
  return { code, says: damaged === null ? says : `${says} ${damaged.says}`, about: [about, ...(damaged?.about ?? [])], at }
}

async function damagedFiles(tx: Tx): Promise<Trouble | null> {
  const damaged = await facts.read(tx, DAMAGED, Damaged)
  if (damaged == null) return null
  // Of those that nobody keeps any more nobody needs to know.
  const kept = await files.ofHashes(tx, damaged.hashes, NAMED + 1)
  if (kept.length === 0) return null
  const named = kept.slice(0, NAMED).map(({ name }) => name)
  const names = named.map((name) => `“${name}”`).join(', ')
  const says =
    kept.length > NAMED ? `Among the stored files that are damaged or lost are ${names}.` : `Damaged or lost on the disk: ${names}.`
  return {
    code: 'files_damaged',
    says: `${says} Who has such a file may send it again. Look through all: hearth storage --check`,
    about: [{ what: 'files_damaged', many: kept.length, names: named }],
    at: damaged.at,
  }
}

/** What admins are to be told of a change: nothing, where it is as it was. */
export async function telling(tx: Tx, change: () => Promise<void>): Promise<readonly Telling[]> {
  const before = await troubleOf(tx)
  await change()
  const now = await troubleOf(tx)
  if (before?.says === now?.says && before?.at === now?.at && before?.code === now?.code) return []
  return [tell({ event: 'server.trouble', with: { trouble: now } }, { to: 'users', users: await users.adminIds(tx) })]
}
