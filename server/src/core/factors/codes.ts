// Codes as a second step: set up, taken, renewed, switched off.
//
// 1. A code is taken once, and so is a recovery code; of two who send the same one at once, one comes in.
// 2. Wrong ones make everybody wait who tries this account, wherever they try from: six digits can be guessed, and whoever gets here has the
//    password. Nobody is locked out for longer than a quarter of an hour, and a recovery code is taken meanwhile.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as attempts from '#store/attempts.ts'
import * as rows from '#store/codes.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { letters, secretHash } from '../secrets.ts'
import { checkNotBanned } from '../signin.ts'
import { proveByPasskey } from './passkeys.ts'
import { connectedTo } from './provider.ts'
import { hasPassword, proveSelf } from './self.ts'
import { base32, fit, uriOf } from './totp.ts'

const SECRET_BYTES = 20
const RECOVERY_CODES = 10
/** 80 bits each: too many to try, also for whoever has the digests. */
const RECOVERY_LETTERS = 16
const FREE = 5
const LONGEST_WAIT_MS = 15 * 60_000

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

export const begin: Handler<'factor.begin'> = async (core, caller, { password }) => {
  const row = await proveSelf(core, caller, password)
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
      return quietly({ recovery: await renew(core, tx, caller.user) })
    },
    (outcome) => {
      core.guard.has(caller.user, 'code', true)
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
  await proveSelf(core, caller, password)
  await core.store.read((tx) => checkOn(tx, caller.user))
  await spend(core, caller.user, code)
  return inWrite(
    async (tx) => {
      await rows.forget(tx, caller.user)
      await note(core, tx, { by: caller.user, deed: 'codes.off', user: caller.user })
      return { reply: {}, tellings: [] }
    },
    (outcome) => {
      core.guard.has(caller.user, 'code', false)
      return outcome
    },
  )
}

type Verdict = { readonly is: 'right' | 'wrong' | 'skewed' } | { readonly is: 'wait'; readonly ms: number }

/** Takes a code. Throws code_wrong, code_skewed, slow_down. */
export async function spend(core: Core, user: UserId, typed: string, which: 'on' | 'begun' = 'on'): Promise<void> {
  const plain = typed.toLowerCase().replace(/[^0-9a-z]/g, '')
  // In the one queue of writes: what a try has cost is on disk before the next is looked at.
  const verdict = await core.store.write((tx) => judge(core, tx, user, plain, which))
  if (verdict.is === 'wait') throw new ChatError('slow_down', { retryAfterMs: verdict.ms })
  if (verdict.is !== 'right') throw new ChatError(verdict.is === 'skewed' ? 'code_skewed' : 'code_wrong')
}

async function judge(core: Core, tx: Tx, user: UserId, plain: string, which: 'on' | 'begun'): Promise<Verdict> {
  const key = `code ${user}`
  const now = core.now()
  const failed = await attempts.get(tx, key)
  const isDigits = /^\d{6}$/.test(plain)
  // A clock set back must not lock anybody out for longer than the longest wait.
  if (isDigits && failed !== undefined && failed.until > now) return { is: 'wait', ms: Math.min(failed.until - now, LONGEST_WAIT_MS) }
  const found = await rows.get(tx, user)
  const isMeant = found !== undefined && (found.confirmedAt === null) === (which === 'begun')
  if (isMeant && !isDigits && which === 'on' && (await rows.burnRecovery(tx, user, secretHash(plain)))) {
    await note(core, tx, { by: user, deed: 'recovery-code.used', user })
    await attempts.clear(tx, key)
    return { is: 'right' }
  }
  const fits = isMeant && isDigits ? fit(found.secret, plain, now, found.lastStep) : ({ is: 'wrong' } as const)
  if (found !== undefined && fits.is === 'right') {
    await rows.set(tx, { ...found, lastStep: fits.step })
    await attempts.clear(tx, key)
    return { is: 'right' }
  }
  const count = (failed?.count ?? 0) + 1
  const wait = count < FREE ? 0 : Math.min(LONGEST_WAIT_MS, 1000 * 2 ** Math.min(count - FREE, 10))
  await attempts.set(tx, { key, count, until: now + wait })
  return { is: fits.is === 'right' ? 'wrong' : fits.is }
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
