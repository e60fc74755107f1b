// Codes, taken.
//
// 1. A code is taken once, and so is a recovery code; of two who send the same one at once, one comes in. None is taken after a later one.
// 2. Wrong ones make everybody wait who tries this account, wherever they try from: six digits can be guessed, and whoever gets here has the
//    password. Nobody is locked out for longer than a quarter of an hour, and a recovery code is taken meanwhile.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import * as attempts from '#store/attempts.ts'
import * as rows from '#store/codes.ts'
import type { Tx } from '#store/open.ts'
import type { Core } from '../context.ts'
import { note } from '../moderation/audit.ts'
import { secretHash } from '../secrets.ts'
import { fit } from './totp.ts'

const FREE = 5
const LONGEST_WAIT_MS = 15 * 60_000

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
