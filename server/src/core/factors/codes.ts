// Codes as a second step: set up, renewed, switched off; and the second step of a sign-in. How they are taken stands in spending.ts.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/codes.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { checkPerson } from '../seats.ts'
import { letters, secretHash } from '../secrets.ts'
import { checkNotBanned } from '../signin.ts'
import { losing } from './behind.ts'
import { proveByPasskey } from './passkeys.ts'
import { connectedTo } from './provider.ts'
import { endWithout } from './safety.ts'
import { hasPassword, proveAnew, proveSelf } from './self.ts'
import { spend } from './spending.ts'
import { base32, uriOf } from './totp.ts'

const SECRET_BYTES = 20
const RECOVERY_CODES = 10
/** 80 bits each: too many to try, also for whoever has the digests. */
const RECOVERY_LETTERS = 16

export const prove: Handler<'session.prove'> = async (core, caller, { ticket, code = '', passkey }) => {
  checkNotBanned(core, caller.address)
  if (passkey !== undefined) return proveByPasskey(core, caller, ticket, passkey)
  const held = core.tickets.find(ticket)
  await spend(core, held.user, code).catch((why: unknown) => {
    if (why instanceof ChatError && why.code !== 'slow_down') {
      core.tickets.miss(ticket)
      core.watch.saw({
        deed: 'sign-in.failed',
        by: null,
        user: held.user,
        from: caller.address,
        detail: `second step, from ${caller.address}`,
      })
    }
    throw why
  })
  return inWrite(async (tx) => {
    core.tickets.find(ticket)
    const outcome = await held.finish(tx, caller)
    // Here and not after the commit: the next in the queue finds it used.
    core.tickets.drop(ticket)
    return outcome
  })
}

export const show: Handler<'factor.show'> = (core, caller) =>
  inRead(async (tx) => {
    const [code, row] = [await rows.get(tx, caller.user), await users.byId(tx, caller.user)]
    const provider = await connectedTo(core, tx, caller.user)
    return quietly({
      ...(provider === undefined ? {} : { provider }),
      codes: code !== undefined && code.confirmedAt !== null,
      recovery: await rows.countRecovery(tx, caller.user),
      required: core.guard.lacks(caller.user),
      password: row !== undefined && (await hasPassword(core, tx, row)),
    })
  })

export const begin: Handler<'factor.begin'> = async (core, caller, shown) => {
  const row = await proveAnew(core, caller, shown)
  const secret = base32(core.chance(SECRET_BYTES))
  return inWrite(async (tx) => {
    await checkOff(tx, caller.user)
    await rows.set(tx, { user: caller.user, secret, confirmedAt: null, lastStep: 0 })
    return quietly({ secret, uri: uriOf(core.settings.name ?? 'Hearth', row.name, secret) })
  })
}

export const confirm: Handler<'factor.confirm'> = async (core, caller, { code }) => {
  await core.store.read((tx) => checkOff(tx, caller.user))
  await spend(core, caller.user, code, 'begun')
  return inWrite(
    async (tx) => {
      const begun = await checkBegun(tx, caller.user)
      await rows.set(tx, { ...begun, confirmedAt: core.now() })
      await note(core, tx, { by: caller.user, deed: 'codes.on', user: caller.user })
      const tellings = await endWithout(core, tx, caller)
      return { reply: { recovery: await renew(core, tx, caller.user) }, tellings }
    },
    (outcome) => {
      core.guard.has(caller.user, 'code')
      return outcome
    },
  )
}

export const recovery: Handler<'factor.recovery'> = async (core, caller, { password, code }) => {
  await proveSelf(core, caller, password)
  await core.store.read((tx) => checkOn(tx, caller.user))
  await spend(core, caller.user, code)
  return inWrite(async (tx) => {
    await checkOn(tx, caller.user)
    await note(core, tx, { by: caller.user, deed: 'codes.renewed', user: caller.user })
    return quietly({ recovery: await renew(core, tx, caller.user) })
  })
}

export const end: Handler<'factor.end'> = async (core, caller, { password, code }) => {
  let me = await proveSelf(core, caller, password)
  await core.store.read((tx) => checkOn(tx, caller.user))
  await spend(core, caller.user, code)
  return inWrite(
    async (tx) => {
      me = await checkPerson(tx, caller.user)
      await rows.forget(tx, me.id)
      await note(core, tx, { by: me.id, deed: 'codes.off', user: me.id })
      return { reply: {}, tellings: await losing(core, tx, me, 'code') }
    },
    (outcome) => {
      core.guard.lost(me, 'code')
      return outcome
    },
  )
}

async function renew(core: Core, tx: Tx, user: UserId): Promise<string[]> {
  const fresh = Array.from({ length: RECOVERY_CODES }, () => letters(core.chance, RECOVERY_LETTERS))
  await rows.setRecovery(tx, user, fresh.map(secretHash))
  return fresh.map((code) => (code.match(/.{4}/g) ?? []).join('-'))
}

async function checkOff(tx: Tx, user: UserId): Promise<void> {
  if (((await rows.get(tx, user))?.confirmedAt ?? null) !== null) throw new ChatError('factor_on')
}

async function checkOn(tx: Tx, user: UserId): Promise<void> {
  if (((await rows.get(tx, user))?.confirmedAt ?? null) === null) throw new ChatError('factor_off')
}

async function checkBegun(tx: Tx, user: UserId): Promise<rows.CodeRow> {
  const found = await rows.get(tx, user)
  if (found === undefined) throw new ChatError('factor_off')
  if (found.confirmedAt !== null) throw new ChatError('factor_on')
  return found
}
