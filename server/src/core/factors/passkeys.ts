// Passkeys (WebAuthn): keys that a device keeps for this host name alone and uses only when its owner says so there.
// How what a device shows is checked stands in challenges.ts.
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
import { checkPerson } from '../seats.ts'
import { secret } from '../secrets.ts'
import { checkNotBanned, startSession } from '../signin.ts'
import { checkLine } from '../text.ts'
import { losing } from './behind.ts'
import { checkShown, checkSite, originOf, refuse } from './challenges.ts'
import { endWithout } from './safety.ts'
import { proveAnew, proveWithStep } from './self.ts'

const NAME_CHARS = 100

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
  // Of whom a password was right cannot be pushed out by whoever has none.
  const until = core.challenges.put(`in ${key}`, { bytes: options.challenge, site, user }, user ?? caller.address)
  return inRead(async () => quietly({ ticket: key, options, until }))
}

/** What `session.prove` does with a passkey. */
export async function proveByPasskey(core: Core, caller: Caller, ticket: string, shown: ShownPasskey): Promise<Plan<'session.prove'>> {
  const asked = core.challenges.take(`in ${ticket}`)
  if (asked === undefined) throw new ChatError('ticket_invalid')
  const held = asked.user === null ? undefined : core.tickets.find(ticket)
  const { row, counter } = await checkShown(core, asked, shown).catch((why: unknown) => {
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
    return startSession(core, tx, caller, person, [])
  })
}

export const list: Handler<'passkey.list'> = (_core, caller) =>
  inRead(async (tx) => quietly({ passkeys: (await rows.ofUser(tx, caller.user)).map(viewOf) }))

export const begin: Handler<'passkey.begin'> = async (core, caller, { site, ...shown }) => {
  checkSite(core, site)
  const me = await proveAnew(core, caller, shown)
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
  core.challenges.put(`new ${caller.session}`, { bytes: options.challenge, site, user: me.id }, me.id)
  return inRead(async () => quietly({ options }))
}

export const add: Handler<'passkey.add'> = async (core, caller, { name: raw, passkey }) => {
  const name = checkLine(raw, NAME_CHARS, 'bad_request')
  const asked = core.challenges.take(`new ${caller.session}`)
  const origin = asked && originOf(core, passkey.response.clientDataJSON, asked.site)
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
      return { reply: { made: viewOf(row) }, tellings: await endWithout(core, tx, caller) }
    },
    (outcome) => {
      core.guard.has(caller.user, 'passkey')
      return outcome
    },
  )
}

export const remove: Handler<'passkey.remove'> = async (core, caller, { passkey, ...shown }) => {
  let me = await proveWithStep(core, caller, shown)
  let isLast = false
  return inWrite(
    async (tx) => {
      me = await checkPerson(tx, caller.user)
      const held = await rows.ofUser(tx, me.id)
      const found = held.find(({ id }) => id === passkey)
      if (found === undefined) throw new ChatError('passkey_unknown')
      isLast = held.length === 1
      await rows.remove(tx, passkey)
      await note(core, tx, { by: me.id, deed: 'passkey.removed', user: me.id, detail: found.name })
      return { reply: {}, tellings: isLast ? await losing(core, tx, me, 'passkey') : [] }
    },
    (outcome) => {
      if (isLast) core.guard.lost(me, 'passkey')
      return outcome
    },
  )
}

async function checkRoom(tx: Tx, user: UserId): Promise<rows.PasskeyRow[]> {
  const held = await rows.ofUser(tx, user)
  if (held.length >= MOST_KEYS) throw new ChatError('too_many_keys')
  return held
}

const viewOf = ({ id, name, site, createdAt, seenAt }: rows.PasskeyRow): Passkey => ({ id, name, site, createdAt, seenAt })
