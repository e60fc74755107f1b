// Passkeys (WebAuthn): keys that a device keeps for this host name alone and uses only when its owner says so there.
//
// 1. A challenge is answered once, within five minutes, by a page of this server: the origin in what the device has signed is one of ours.
// 2. Alone, a passkey lets in only where the device has made sure who holds it (user verification); after a password that it is there will do.
// 3. An unknown passkey fails as a wrong one does.
import { isIP } from 'node:net'
import { ChatError } from '@hearth/protocol/errors.ts'
import { MOST_KEYS } from '@hearth/protocol/factor-commands.ts'
import type { Passkey } from '@hearth/protocol/factor-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ShownPasskey } from '@hearth/protocol/passkey-commands.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/passkeys.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, type Plan, quietly } from '../context.ts'
import { note } from '../moderation/audit.ts'
import type { Caller } from '../outcome.ts'
import { secret } from '../secrets.ts'
import { checkNotBanned, noteSignIn, startSession } from '../signin.ts'
import { checkLine } from '../text.ts'
import { proveSelf } from './self.ts'

const LIVES_MS = 5 * 60_000
/** Anybody may ask for one: the oldest go. */
const MOST = 2000
const NAME_CHARS = 100

/** `user`: whose it must be; null where whoever has one may come in by it alone. */
type Challenge = { readonly bytes: string; readonly site: string; readonly user: UserId | null; readonly until: number }

export type Challenges = {
  put(key: string, challenge: Omit<Challenge, 'until'>): number
  /** Once. */
  take(key: string): Challenge | undefined
}

export function createChallenges(now: () => number): Challenges {
  const all = new Map<string, Challenge>()
  return {
    put(key, challenge) {
      all.delete(key)
      for (const [old, { until }] of all) if (until <= now() || all.size >= MOST) all.delete(old)
      const until = now() + LIVES_MS
      all.set(key, { ...challenge, until })
      return until
    },
    take(key) {
      const challenge = all.get(key)
      all.delete(key)
      return challenge !== undefined && challenge.until > now() ? challenge : undefined
    },
  }
}

export const challenge: Handler<'session.challenge'> = async (core, caller, { site, ticket }) => {
  checkNotBanned(core, caller.address)
  checkSite(core, site)
  const user = ticket === undefined ? null : core.tickets.find(ticket).user
  const allowed = user === null ? [] : await core.store.read((tx) => rows.ofUser(tx, user))
  const { generateAuthenticationOptions } = await import('@simplewebauthn/server')
  const options = await generateAuthenticationOptions({
    rpID: site,
    userVerification: user === null ? 'required' : 'preferred',
    allowCredentials: allowed.filter((one) => one.site === site).map(({ id, transports }) => ({ id, transports: [...transports] })),
  })
  const key = ticket ?? secret(core.chance)
  const until = core.challenges.put(`in ${key}`, { bytes: options.challenge, site, user })
  return inRead(async () => quietly({ ticket: key, options, until }))
}

/** What `session.prove` does with a passkey. */
export async function proveByPasskey(core: Core, caller: Caller, ticket: string, shown: ShownPasskey): Promise<Plan<'session.prove'>> {
  const asked = core.challenges.take(`in ${ticket}`)
  if (asked === undefined) throw new ChatError('ticket_invalid')
  const held = asked.user === null ? undefined : core.tickets.find(ticket)
  const { row, counter } = await check(core, asked, shown).catch((why: unknown) => {
    if (held !== undefined) core.tickets.miss(ticket)
    core.watch.saw({ deed: 'sign-in.failed', by: null, user: held?.user, from: caller.address, detail: `passkey, from ${caller.address}` })
    throw why
  })
  return inWrite(async (tx) => {
    const person = await users.byId(tx, row.user)
    if (person === undefined || person.deletedAt !== null || (await rows.byId(tx, row.id)) === undefined)
      throw new ChatError('passkey_refused')
    await rows.used(tx, row.id, counter, core.now())
    if (held !== undefined) {
      core.tickets.find(ticket)
      const outcome = await held.finish(tx, caller)
      core.tickets.drop(ticket)
      return outcome
    }
    await noteSignIn(core, tx, caller, person.id)
    return startSession(core, tx, caller, person, [])
  })
}

async function check(core: Core, asked: Challenge, shown: ShownPasskey): Promise<{ row: rows.PasskeyRow; counter: number }> {
  const row = await core.store.read((tx) => rows.byId(tx, shown.id))
  const origin = originOf(shown.response.clientDataJSON, asked.site)
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

export const list: Handler<'passkey.list'> = (_core, caller) =>
  inRead(async (tx) => quietly({ passkeys: (await rows.ofUser(tx, caller.user)).map(viewOf) }))

export const begin: Handler<'passkey.begin'> = async (core, caller, { password, site }) => {
  checkSite(core, site)
  const me = await proveSelf(core, caller, password)
  const held = await core.store.read((tx) => checkRoom(tx, caller.user))
  const { generateRegistrationOptions } = await import('@simplewebauthn/server')
  const options = await generateRegistrationOptions({
    rpName: core.settings.name ?? 'Hearth',
    rpID: site,
    userID: new Uint8Array(Buffer.from(me.id)),
    userName: me.name,
    userDisplayName: me.displayName,
    attestationType: 'none',
    excludeCredentials: held.map(({ id, transports }) => ({ id, transports: [...transports] })),
    authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
  })
  core.challenges.put(`new ${caller.session}`, { bytes: options.challenge, site, user: me.id })
  return inRead(async () => quietly({ options }))
}

export const add: Handler<'passkey.add'> = async (core, caller, { name: raw, passkey }) => {
  const name = checkLine(raw, NAME_CHARS, 'bad_request')
  const asked = core.challenges.take(`new ${caller.session}`)
  const origin = asked && originOf(passkey.response.clientDataJSON, asked.site)
  if (asked === undefined || origin === undefined) throw new ChatError('passkey_refused')
  const { verifyRegistrationResponse } = await import('@simplewebauthn/server')
  const { response, ...rest } = passkey
  const { transports = [], ...made } = response
  const verified = await verifyRegistrationResponse({
    response: { ...rest, response: made },
    ...{ expectedChallenge: asked.bytes, expectedOrigin: origin, expectedRPID: asked.site, requireUserVerification: false },
  }).catch(refuse)
  if (!verified.verified) throw new ChatError('passkey_refused')
  const { id, publicKey, counter } = verified.registrationInfo.credential
  const row: rows.PasskeyRow = {
    ...{ id, user: caller.user, name, site: asked.site, publicKey: Buffer.from(publicKey).toString('base64url'), counter, transports },
    ...{ createdAt: core.now(), seenAt: null },
  }
  return inWrite(
    async (tx) => {
      await checkRoom(tx, caller.user)
      if (!(await rows.add(tx, row))) throw new ChatError('passkey_refused')
      await note(core, tx, { by: caller.user, deed: 'passkey.added', user: caller.user, detail: name })
      return quietly({ made: viewOf(row) })
    },
    (outcome) => {
      core.guard.has(caller.user, 'passkey', true)
      return outcome
    },
  )
}

export const remove: Handler<'passkey.remove'> = async (core, caller, { password, passkey }) => {
  await proveSelf(core, caller, password)
  let left = 0
  return inWrite(
    async (tx) => {
      const held = await rows.ofUser(tx, caller.user)
      const found = held.find(({ id }) => id === passkey)
      if (found === undefined) throw new ChatError('passkey_unknown')
      left = held.length - 1
      await rows.remove(tx, passkey)
      await note(core, tx, { by: caller.user, deed: 'passkey.removed', user: caller.user, detail: found.name })
      return { reply: {}, tellings: [] }
    },
    (outcome) => {
      core.guard.has(caller.user, 'passkey', left > 0)
      return outcome
    },
  )
}

/** Browsers make passkeys for names, and for those that are this server’s. Throws passkeys_off. */
function checkSite(core: Core, site: string): void {
  if (isIP(site) !== 0 || !core.isOurHost(site)) throw new ChatError('passkeys_off')
}

/** The page that asked, if it is one of this host. */
function originOf(clientDataJSON: string, site: string): string | undefined {
  try {
    const told: unknown = JSON.parse(Buffer.from(clientDataJSON, 'base64url').toString())
    const origin = typeof told === 'object' && told !== null && 'origin' in told ? String(told.origin) : ''
    const { protocol, hostname } = new URL(origin)
    return hostname === site && (protocol === 'https:' || hostname === 'localhost') ? origin : undefined
  } catch {
    return undefined
  }
}

/** Whatever is wrong with what a device has sent, it does not let in. */
function refuse(why: unknown): never {
  throw new ChatError('passkey_refused', {}, why)
}

async function checkRoom(tx: Tx, user: UserId): Promise<rows.PasskeyRow[]> {
  const held = await rows.ofUser(tx, user)
  if (held.length >= MOST_KEYS) throw new ChatError('too_many_keys')
  return held
}

const viewOf = ({ id, name, site, createdAt, seenAt }: rows.PasskeyRow): Passkey => ({ id, name, site, createdAt, seenAt })
