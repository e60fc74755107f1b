// What people prove themselves with where a program does not send the password itself. Nothing of it is kept but as argon2id seals.
//
//   plain    the password; a seal of its own only where it is too weak for our own clients
//   hashed   sha256(password), small hex digits
//   salted   sha256(salt + password), small hex digits; the salt is asked for by name
//
// 1. A password that is set, or shown to be right, through any door is sealed in every form whose programs are let in.
// 2. A new password ends all seals of the old one, whichever programs are let in.
// 3. Who has only a seal of such a form is let in by the password itself: the form can be made of it.
import { createHash, createHmac } from 'node:crypto'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as apps from '#store/apps.ts'
import * as facts from '#store/facts.ts'
import * as rows from '#store/older.ts'
import type { Tx } from '#store/open.ts'
import type { UserRow } from '#store/users.ts'
import type { Core } from './context.ts'
import { nameKey } from './names.ts'
import { secret } from './secrets.ts'

export type KeyForm = rows.KeyForm
/** What somebody sends to prove who they are. */
export type Proof = { readonly form: KeyForm; readonly secret: string }
export type Sealed = Omit<rows.KeyRow, 'user'>
/** `resealed`: the password, to be kept anew; `keys`: seals that were lacking. */
export type Proven = { readonly resealed?: string; readonly keys: readonly Sealed[] }
type Prover = { readonly name: string; readonly address: string }

const SALT_KEY = 'older.salts'
const SALT_DIGITS = 32

/** The password in the form a program sends it. */
export function formOf(form: KeyForm, salt: string, password: string): string {
  switch (form) {
    case 'plain':
      return password
    case 'hashed':
      return createHash('sha256').update(password).digest('hex')
    case 'salted':
      return createHash('sha256')
        .update(salt + password)
        .digest('hex')
    default:
      return form satisfies never
  }
}

/** Seals of a password in every form whose programs are let in. `name`: whose salt it is, where they have none yet; `address`: who makes them. */
export async function sealForms(
  core: Core,
  { name, address }: Prover,
  password: string,
  lacking: readonly KeyForm[] = formsOf(core),
): Promise<Sealed[]> {
  const sealed: Sealed[] = []
  for (const form of lacking) {
    const salt = form === 'salted' ? await derivedSalt(core, name) : ''
    sealed.push({ form, salt, sealed: await core.passwords.sealAny(formOf(form, salt, password), address) })
  }
  return sealed
}

/** A new password: all seals of the old one end, and what was made for older programs under it. */
export async function renewKeys(tx: Tx, user: UserId, sealed: readonly Sealed[]): Promise<void> {
  await apps.forgetPerson(tx, user)
  await rows.removeKeys(tx, user)
  await addKeys(tx, user, sealed)
}

export async function addKeys(tx: Tx, user: UserId, sealed: readonly Sealed[]): Promise<void> {
  for (const key of sealed) await rows.setKey(tx, { user, ...key })
}

/** Is this somebody's password? Throws bad_credentials, slow_down. */
export async function provePassword(core: Core, row: UserRow | undefined, password: string, who: Prover): Promise<Proven> {
  core.passwords.checkMayTry(who)
  // Who has a password is asked for nothing more where no older programs are let in.
  const isPlain = row === undefined || (row.passwordHash !== null && formsOf(core).length === 0)
  const keys = isPlain ? [] : await core.store.read((tx) => rows.keysOf(tx, row.id))
  const key = row?.passwordHash == null ? keys.find(({ sealed }) => sealed !== null) : undefined
  const proven =
    key === undefined
      ? await core.passwords.check(row?.passwordHash ?? null, password, who)
      : await core.passwords.check(key.sealed, formOf(key.form, key.salt, password), who)
  const lacking = formsOf(core).filter((form) => !keys.some((one) => one.form === form))
  const fresh =
    row === undefined || lacking.length === 0 ? [] : await sealForms(core, { name: row.name, address: who.address }, password, lacking)
  return { ...(key === undefined && proven.resealed !== undefined ? { resealed: proven.resealed } : {}), keys: fresh }
}

/** Is this what a program of theirs would send? Throws bad_credentials, slow_down. */
export async function prove(core: Core, row: UserRow | undefined, { form, secret }: Proof, who: Prover): Promise<Proven> {
  if (form === 'plain') return provePassword(core, row, secret, who)
  core.passwords.checkMayTry(who)
  const key = row && (await core.store.read((tx) => rows.keysOf(tx, row.id))).find((one) => one.form === form)
  const { resealed } = await core.passwords.check(key?.sealed ?? null, secret, who)
  return { keys: key === undefined || resealed === undefined ? [] : [{ form, salt: key.salt, sealed: resealed }] }
}

/** The salt of a name: that of who has it, or one that stays the same, so that nobody learns who there is. */
export async function saltOf(core: Core, user: UserId | undefined, name: string): Promise<string> {
  if (user === undefined) return derivedSalt(core, name)
  const [key, app] = await core.store.read(async (tx) => [
    (await rows.keysOf(tx, user)).find(({ form }) => form === 'salted'),
    // Whose name has changed since keeps the salt that app passwords were made with.
    (await apps.ofUser(tx, user)).find(({ salt }) => salt !== ''),
  ])
  return key?.salt ?? app?.salt ?? derivedSalt(core, name)
}

export const freshSalt = (core: Core): string => digitsOf(core.chance(SALT_DIGITS * 2))

async function derivedSalt(core: Core, name: string): Promise<string> {
  const key = await core.store.read((tx) => facts.get(tx, SALT_KEY))
  if (key === undefined) throw new ChatError('internal')
  return digitsOf(createHmac('sha512', key).update(nameKey(name)).digest())
}

/** Once for a database. */
export async function ensureSaltKey(core: Core, tx: Tx): Promise<void> {
  if ((await facts.get(tx, SALT_KEY)) === undefined) await facts.set(tx, SALT_KEY, secret(core.chance))
}

const formsOf = (core: Core): readonly KeyForm[] => core.settings.older?.forms ?? []

/** Decimal digits of two bytes each: even enough. */
const digitsOf = (bytes: Uint8Array): string =>
  Array.from({ length: SALT_DIGITS }, (_, at) => String((((bytes[at * 2] ?? 0) << 8) | (bytes[at * 2 + 1] ?? 0)) % 10)).join('')
