// Secrets that older programs send instead of a password, and change.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/older.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import * as users from '#store/users.ts'
import type { Core } from './context.ts'
import { type Proof, renewKeys, type Sealed, sealForms } from './keys.ts'
import { checkMayAsk } from './may-ask.ts'
import { note } from './moderation/audit.ts'
import type { Member, Telling } from './outcome.ts'
import { checkStillIn } from './signin.ts'

/** As it is kept, whatever form it came in. */
export async function sealProof(
  core: Core,
  { user, address }: { readonly user: UserId; readonly address: string },
  proof: Proof,
): Promise<Sealed[]> {
  const salt =
    proof.form === 'salted'
      ? await core.store.read(async (tx) => (await rows.keysOf(tx, user)).find(({ form }) => form === 'salted')?.salt)
      : ''
  return [{ form: proof.form, salt: salt ?? '', sealed: await core.passwords.sealAny(proof.secret, address) }]
}

/** The old password is as good as none from here on: what it was sealed with ends. Throws not_allowed for guests, password_weak, password_too_long. */
export async function changeProof(
  core: Core,
  publish: (tellings: readonly Telling[]) => void,
  caller: Member,
  proof: Proof,
): Promise<void> {
  checkStillIn(core, caller)
  checkMayAsk(core, caller, 'older.secret')
  const row = await core.store.read((tx) => users.byId(tx, caller.user))
  if (row === undefined || row.guest) throw new ChatError('not_allowed')
  const made = await prepareChange(core, row, proof, caller.address)
  await core.store.write(
    async (tx) => {
      checkStillIn(core, caller)
      await users.change(tx, caller.user, { passwordHash: made.passwordHash })
      await renewKeys(tx, caller.user, made.keys)
      await note(core, tx, { by: caller.user, deed: 'password.set', user: caller.user })
      const ended = await sessions.removeOfUser(tx, caller.user, caller.session)
      for (const id of ended) core.ended.add(id)
      return [{ do: 'cut', user: caller.user, code: 'session_unknown', except: caller.session }] satisfies readonly Telling[]
    },
    (tellings) => publish(tellings),
  )
}

async function prepareChange(
  core: Core,
  { id, name }: UserRow,
  proof: Proof,
  address: string,
): Promise<{ passwordHash: string | null; keys: readonly Sealed[] }> {
  if (proof.form !== 'plain') return { passwordHash: null, keys: await sealProof(core, { user: id, address }, proof) }
  const passwordHash = await core.passwords.seal(proof.secret, [name], address)
  return { passwordHash, keys: await sealForms(core, { name, address }, proof.secret) }
}
