// What a device is asked to sign, and whether it has.
//
// 1. A challenge is answered once, within five minutes, by a page of this server: the origin in what the device has signed is one of ours, its
//    port as well as its name.
// 2. Alone, a passkey lets in only where the device has made sure who holds it (user verification); after a password that it is there will do.
// 3. An unknown passkey fails as a wrong one does.
import { isIP } from 'node:net'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ShownPasskey } from '@hearth/protocol/passkey-commands.ts'
import * as rows from '#store/passkeys.ts'
import type { Core } from '../context.ts'
import { createWaiting, type Waiting } from './waiting.ts'

const LIVES_MS = 5 * 60_000
/** Anybody may ask for one. */
const MOST = 2000
const MOST_OF_ONE = 200

/** `user`: whose it must be; null where whoever has one may come in by it alone. */
export type Challenge = { readonly bytes: string; readonly site: string; readonly user: UserId | null }
export type Challenges = Waiting<Challenge>

export const createChallenges = (now: () => number): Challenges =>
  createWaiting({ now, livesMs: LIVES_MS, mostOfOne: MOST_OF_ONE, most: MOST })

/** Throws passkey_refused. */
export async function checkShown(core: Core, asked: Challenge, shown: ShownPasskey): Promise<{ row: rows.PasskeyRow; counter: number }> {
  const row = await core.store.read((tx) => rows.byId(tx, shown.id))
  const origin = originOf(core, shown.response.clientDataJSON, asked.site)
  const isMeant = row !== undefined && row.site === asked.site && (asked.user === null || row.user === asked.user)
  if (!isMeant || origin === undefined) throw new ChatError('passkey_refused')
  const { verifyAuthenticationResponse } = await import('@simplewebauthn/server')
  const verified = await verifyAuthenticationResponse({
    response: shown,
    expectedChallenge: asked.bytes,
    expectedOrigin: origin,
    expectedRPID: asked.site,
    requireUserVerification: asked.user === null,
    credential: {
      ...{ id: row.id, publicKey: new Uint8Array(Buffer.from(row.publicKey, 'base64url')), counter: row.counter },
      transports: [...row.transports],
    },
  }).catch(refuse)
  if (!verified.verified) throw new ChatError('passkey_refused')
  return { row, counter: verified.authenticationInfo.newCounter }
}

/** Browsers make passkeys for names, and for those that are this server’s. Throws passkeys_off. */
export function checkSite(core: Core, site: string): void {
  if (isIP(site) !== 0 || !core.isOurHost(site)) throw new ChatError('passkeys_off')
}

/** The page that asked, if it is one that this server serves under that name. */
export function originOf(core: Pick<Core, 'isOurPage'>, clientDataJSON: string, site: string): string | undefined {
  try {
    const told: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString())
    const origin = typeof told === 'object' && told !== null && 'origin' in told ? String(told.origin) : ''
    return new URL(origin).hostname === site && core.isOurPage(origin) ? origin : undefined
  } catch {
    return undefined
  }
}

/** Whatever is wrong with what a device has sent, it does not let in. */
export function refuse(why: unknown): never {
  throw new ChatError('passkey_refused', {}, why)
}
